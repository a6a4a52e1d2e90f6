import { z } from 'zod';
import { evaluation } from './evaluation.ts';
import { approval, stageApproval } from './gates.ts';
import { duration, positiveDuration, text, weight } from './leaf.ts';
import { name, reference, references, rules } from './reference.ts';
import { rollback } from './rollback.ts';

/** Rules by what they do; a plan has them for all stages, a stage for itself. */
const checks = {
  rollback_when: rules().optional().describe('Take all traffic back when one of these holds.'),
  pause_when: rules().optional().describe('Stop going on and ask people when one of these holds.'),
  warn_when: rules().optional().describe('Say so when one of these holds.'),
  critical_when: rules()
    .optional()
    .describe('Alert as critical, without touching traffic, when one of these holds.'),
  promote_when: rules().optional().describe('What must hold at the end of a stage before it goes on.'),
};

const unmet = z.strictObject({
  extend_by: duration()
    .optional()
    .describe("By how much the stage is extended; the stage's hold when left out."),
  times: z.int().min(0).max(100).optional().describe('How often it is extended; once when left out.'),
  // biome-ignore lint/suspicious/noThenProperty: a word of the language, never a thenable.
  then: z
    .enum(['hold', 'ask', 'roll_back'])
    .optional()
    .describe('What follows: wait (`hold`), ask people (`ask`, when left out), or `roll_back`.'),
});

const requires = z.strictObject({
  no_critical_alert_for: positiveDuration()
    .optional()
    .describe('No alert that counts as an incident for this long.'),
  report: z.boolean().optional().describe("The stage's report must have been read."),
  no_complaint: z
    .boolean()
    .optional()
    .describe('No `complaint` was reported for as long as the stage holds.'),
  suites: z.array(text()).optional().describe('Validation suites that must have passed.'),
});

const stage = z.strictObject({
  name: text().optional().describe('What cards call this stage; its weight when left out.'),
  weight: weight().describe('Share of traffic to the new version, `5%`.'),
  hold: duration().describe('How long it is observed before it may go on, `30m`.'),
  // biome-ignore lint/suspicious/noThenProperty: a word of the language, never a thenable.
  then: z
    .union([z.enum(['continue', 'ask']), stageApproval])
    .optional()
    .describe(
      'What follows the hold: `continue` (when left out), `ask` (one person who may approve, unless the environment says more), or an approval in full.',
    ),
  ...checks,
  unmet: unmet.optional().describe('What happens when the criteria do not hold at the end.'),
  checklist: reference('checklist').optional().describe('What people look at in this stage.'),
  requires: requires.optional().describe('What else must be so before the stage is left.'),
  opening: z
    .strictObject({
      lasts: duration().describe('How long the opening lasts.'),
      rollback_when: rules().describe('Rules of the opening alone, acting at once.'),
    })
    .optional()
    .describe('Stricter triggers for the beginning of the stage.'),
  watch: z
    .strictObject({
      for: duration().describe('How long.'),
      every: duration().describe('How often it is looked at.'),
    })
    .optional()
    .describe('A longer watch at this weight before it goes on.'),
  validate: z
    .strictObject({
      for: duration().describe('How long.'),
      expect: rules().describe('What must hold.'),
    })
    .optional()
    .describe('Performance validation at this weight.'),
});

const noData = z.strictObject({
  after: positiveDuration().optional().describe('How long nothing at all may be known; 5m when left out.'),
  // biome-ignore lint/suspicious/noThenProperty: a word of the language, never a thenable.
  then: z.enum(['hold', 'pause', 'roll_back']).optional().describe('What follows; `hold` when left out.'),
});

const ending = z.strictObject({
  review: z.array(text()).min(1).describe('Figures that the review shows.'),
  decide: z
    .array(z.enum(['go-on', 'extend', 'roll-back']))
    .min(1)
    .describe('What people can decide.'),
  sign_offs: references('role').describe('Roles of which one person each must sign.'),
});

/** Plans can stand under `plans` with a name, or right in a service. */
export const plan = z.strictObject({
  description: text().optional().describe('What this plan is for.'),
  evaluation: evaluation.optional().describe('How and how often is measured.'),
  entry: z
    .union([z.literal('ask'), approval])
    .optional()
    .describe('Who must agree before anything begins, preparation and migrations included.'),
  stages: z.array(stage).min(1).describe('Weights from low to high, each with its hold.'),
  ...checks,
  unmet: unmet.optional().describe('What happens when criteria do not hold at the end of a stage.'),
  no_data: noData.optional().describe('What happens when nothing can be measured.'),
  rollback: rollback.optional().describe('How traffic is taken back.'),
  staffed_hours: text()
    .optional()
    .describe('Stages advance only in these hours, `Mon-Fri 09:00-17:00 Europe/Berlin`.'),
  ending: ending.optional().describe('How a plan that ends below 100% is closed.'),
  target: duration().optional().describe('How long the whole rollout should take at most.'),
});

export const plans = z.record(name(), plan).describe('Plans by name, for use by several services.');
