import { z } from 'zod';
import { text } from './leaf.ts';
import { name, reference, references } from './reference.ts';

const target = z.string().regex(/^(>|>=|<|<=) \S+$/, {
  error: 'A target is a comparison and a figure, such as `< 1h`, `> 95%` or `> 10/week`.',
});

function figure(description: string) {
  return target.optional().describe(description);
}

export const deliveryTargets = z
  .strictObject({
    lead_time: figure('From commit to production.'),
    deployments: figure('How often, `> 10/week`.'),
    time_to_restore: figure('From breach to safe.'),
    change_failure: figure('Share of changes that fail.'),
    success: figure('Share of deployments that succeed.'),
    rollback_rate: figure('Share of deployments that roll back.'),
    caught_in_canary: figure('Share of issues caught before 100 %.'),
    false_positives: figure('Share of rollbacks that were not needed.'),
    canary_duration: figure('Whole canary.'),
    automatic_rollback_success: figure('Share of automatic rollbacks that succeed.'),
    automatic_rollback: figure('How long an automatic rollback takes.'),
    availability: figure('While deploying.'),
    error_rate: figure('While deploying.'),
    latency_degradation: figure('While deploying.'),
    report: z
      .array(z.enum(['switch-time', 'budget-spent', 'analysis-accuracy', 'canary-success']))
      .optional()
      .describe('Figures that are reported without a target.'),
  })
  .describe('What delivery itself is measured against.');

const trigger = z.discriminatedUnion('on', [
  z.strictObject({
    on: z.literal('merge').describe('A pull request that is merged on GitHub.'),
    branch: text().describe('To this branch.'),
    service: reference('service').describe('Releases this service; the merge commit is the version.'),
    environment: reference('environment').describe('There.'),
  }),
  z.strictObject({
    on: z.literal('release').describe('A release that is published on GitHub.'),
    service: reference('service').describe('Releases this service; the tag is the version.'),
    environment: reference('environment').describe('There.'),
  }),
  z.strictObject({
    on: z.literal('manual').describe('Started by hand.'),
    inputs: z.array(z.enum(['version', 'environment'])).describe('What must be given.'),
  }),
  z.strictObject({
    on: z.literal('mention').describe('A mention in a pull request.'),
    place: reference('place').describe('Where.'),
  }),
]);

export const triggers = z.array(trigger).describe('What begins a rollout besides the command.');

const rehearsal = z.strictObject({
  kind: z
    .enum(['simulate', 'chaos', 'validate', 'test', 'rollback-dry-run'])
    .describe('What sort of rehearsal.'),
  about: text().describe('What is rehearsed.'),
  services: references('service').optional().describe('Which services.'),
});

export const rehearsals = z.record(name(), rehearsal).describe('Rehearsals by name; each is a command.');
