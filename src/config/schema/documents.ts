import { z } from 'zod';
import { path, positiveDuration, text } from './leaf.ts';
import { model } from './model.ts';
import { reference, rules } from './reference.ts';
import { secret } from './secret.ts';
import { verificationScript } from './verification.ts';

const checklist = z.strictObject({
  list: reference('checklist').optional().describe('Checklist it begins with.'),
  success_criteria: rules().optional().describe('Criteria it names.'),
  notes: z.array(text()).optional().describe('Criteria that no metric tells.'),
});

const finalReport = z.strictObject({ sections: z.array(text()).min(1).describe('Its sections.') });

export const documents = z
  .strictObject({
    model: model.optional(),
    checklist: z
      .union([z.boolean(), checklist])
      .optional()
      .describe('The checklist before the first stage; on when left out.'),
    verification_script: verificationScript.optional(),
    migration: z
      .boolean()
      .optional()
      .describe(
        'Whether migrations that `prepare migration` drafts are opened as a pull request, where the service does not say; true when left out.',
      ),
    questions: z
      .array(text())
      .optional()
      .describe(
        'Questions that `help` suggests, in the words of your team; they are answered from what was measured.',
      ),
    go_no_go: z
      .boolean()
      .optional()
      .describe('An analysis with a decision line at each approval; on when left out.'),
    stage_report: z.boolean().optional().describe('A report after each stage; off when left out.'),
    ab_comparison: z
      .boolean()
      .optional()
      .describe('A comparison of both versions at the end; off when left out.'),
    incident_report: z
      .boolean()
      .optional()
      .describe('A report and an analysis of causes after a rollback; on when left out.'),
    final_report: z
      .union([z.boolean(), finalReport])
      .optional()
      .describe('The report when a rollout ends; on when left out.'),
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
    routes: z
      .record(text(), path())
      .describe(
        'Paths by what they do: `canary` (or `deploy`), `status`, `rollback`, `metrics`. They take what `/api/v1` takes.',
      ),
  })
  .describe('HTTP routes besides the built-in ones.');

export const heartbeat = z
  .strictObject({
    url: secret().describe(
      "Address of a dead man's switch, kept as a secret: `https://…`, or on this machine. Who knows it could silence the alarm.",
    ),
    every: positiveDuration('s').describe(
      'How often it is called as long as Belay does its work, also while nothing is released; give the switch a grace of a few times that.',
    ),
  })
  .describe('Tells when Belay itself stops.');
