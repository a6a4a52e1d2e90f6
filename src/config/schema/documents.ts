import { z } from 'zod';
import { duration, path, text } from './leaf.ts';
import { reference, rules } from './reference.ts';
import { secret } from './secret.ts';

const verificationScript = z.strictObject({
  endpoints: z
    .record(text(), z.int().min(100).max(599))
    .optional()
    .describe('Paths and the status each must answer.'),
  expect: rules().optional().describe('Rules that must hold.'),
  flows: z.array(text()).optional().describe('User journeys to try.'),
});

const model = z.strictObject({
  provider: z.enum(['anthropic']).describe('Who serves the model.'),
  api_key: secret().describe('API key.'),
  name: text().optional().describe('Model.'),
  budget_per_rollout: z.number().min(0).optional().describe('US dollars.'),
  budget_per_person_and_day: z.number().min(0).optional().describe('US dollars.'),
  budget_per_day: z.number().min(0).optional().describe('US dollars.'),
});

export const documents = z
  .strictObject({
    model: model.optional().describe('Language model that drafts; templates alone when left out.'),
    checklist: z
      .strictObject({
        list: reference('checklist').optional().describe('Checklist it begins with.'),
        success_criteria: rules().optional().describe('Criteria it names.'),
        notes: z.array(text()).optional().describe('Criteria that no metric tells.'),
      })
      .optional()
      .describe('The drafted checklist.'),
    verification_script: verificationScript.optional().describe('The drafted verification script.'),
    migration: z
      .boolean()
      .optional()
      .describe('Draft numbered forward and rollback migrations as a pull request.'),
    questions: z.array(text()).optional().describe('Questions that are answered from measurements.'),
    go_no_go: z.boolean().optional().describe('Draft an analysis with a decision line before each approval.'),
    stage_report: z.boolean().optional().describe('A report after each stage.'),
    ab_comparison: z.boolean().optional().describe('A comparison of both versions.'),
    incident_report: z.boolean().optional().describe('A report after a rollback, with causes.'),
    final_report: z
      .strictObject({ sections: z.array(text()).min(1).describe('Its sections.') })
      .optional()
      .describe('The report after completion.'),
    pdf: z.boolean().optional().describe('Every report as PDF too.'),
  })
  .describe('What is drafted, and from what.');

export const records = z
  .strictObject({
    deployment_log: z
      .strictObject({
        to: text().describe('File or repository path.'),
        fields: z.array(text()).min(1).describe('What an entry has.'),
      })
      .optional()
      .describe('One entry per rollout.'),
    git_tag: text().optional().describe('Tag that is set at completion; `{version}` is filled in.'),
    before: reference('checklist').optional().describe('Checklist before the rollout.'),
    after: reference('checklist').optional().describe('Checklist after the rollout.'),
    on_completion: z
      .array(z.enum(['record-stable', 'remove-canary', 'archive-metrics', 'update-deployment-log']))
      .optional()
      .describe('What is tidied up at completion.'),
    retrospective: z.boolean().optional().describe('Schedule one after a rollback.'),
  })
  .describe('What is written down, and where.');

export const api = z
  .strictObject({
    routes: z.record(text(), path()).describe('HTTP routes by what they do.'),
  })
  .describe('HTTP routes besides the built-in ones.');

export const heartbeat = z
  .strictObject({
    url: secret().describe("Address of a dead man's switch."),
    every: duration().describe('How often it is called while a rollout is live.'),
  })
  .describe('Tells when Belay itself stops.');
