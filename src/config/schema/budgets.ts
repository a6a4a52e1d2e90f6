import { z } from 'zod';
import { duration, share } from './leaf.ts';
import { name, reference, references } from './reference.ts';

const budget = z.strictObject({
  services: references('service').optional().describe('Services it speaks of; all when left out.'),
  metric: reference('metric').describe(
    'A share of requests that a metric server tells: `kind: query`, `unit: ratio`, with `counters` or with `{window}` in its query. It is read for the service as a whole.',
  ),
  share_of: z
    .enum(['good', 'bad'])
    .optional()
    .describe('Of which requests `metric` is the share; not needed where it has `counters`, which say so.'),
  objective: share().describe('What is promised: the share of good requests, `99.9%`.'),
  period: duration().describe('Over how long, at least `1d`: `30d`.'),
  freeze_below: share().describe(
    'Only critical fixes are released when less than this share of the budget is left.',
  ),
  warn_below: share().optional().describe('Said aloud when less than this is left; never when left out.'),
  critical_only_below: share()
    .optional()
    .describe('Critical fixes need an approval too when less than this is left; never when left out.'),
  unfreeze_at: share()
    .optional()
    .describe('What is frozen stays so until this much is left; `freeze_below` when left out.'),
  watch: z
    .boolean()
    .optional()
    .describe('Whether a rollout is paused when the budget freezes meanwhile; true when left out.'),
});

export const errorBudgets = z.record(name(), budget).describe('Error budgets that gate releases.');
