import { z } from 'zod';
import { duration, share, text } from './leaf.ts';
import { name, reference, references } from './reference.ts';

const budget = z.strictObject({
  services: references('service').optional().describe('Services it speaks of; all when left out.'),
  metric: reference('metric').describe('The share of good or bad requests that spends it.'),
  objective: share().describe('What is promised, `99.9%`.'),
  period: duration().describe('Over how long, `30d`.'),
  freeze_below: share().describe('No releases when less than this is left.'),
  warn_below: share().optional().describe('Said aloud when less than this is left.'),
  critical_only_below: share()
    .optional()
    .describe('Only critical fixes, approved, when less than this is left.'),
  unfreeze_at: share().optional().describe('Releases go on once this much is left again.'),
  watch: z.boolean().optional().describe('Watched during the rollout too.'),
});

export const errorBudgets = z.record(name(), budget).describe('Error budgets that gate releases.');

const train = z.strictObject({
  description: text().optional().describe('What it is for.'),
  order: z.array(references('service')).min(1).describe('Services in order; those in one list go together.'),
  on_failure: z.enum(['stop', 'roll_back_all']).optional().describe('What a failure does to the others.'),
});

export const trains = z.record(name(), train).describe('Several services released in a coordinated order.');
