import { z } from 'zod';
import { approval } from './gates.ts';
import { duration, text } from './leaf.ts';
import { name, reference, references } from './reference.ts';

const item = z.union([
  text(),
  z.strictObject({
    item: text().describe('What must be so.'),
    evidence: text()
      .optional()
      .describe(
        'What proves it. Belay looks for itself at `ci`, `ci: build, lint`, `probe ready`, `budget availability`, `approval`, `verification`, `step migrate`, `check error-rate < 1%` and at a metric that is checked in the stage; any other words are for the person who ticks it.',
      ),
    required: z.boolean().optional().describe('Whether it stops the release; true when left out.'),
  }),
]);

const checklist = z.strictObject({
  title: text().optional().describe('Heading.'),
  extends: references('checklist').optional().describe('Lists whose items come first.'),
  items: z.array(item).min(1).describe('What must be so.'),
});

export const checklists = z.record(name(), checklist).describe('Checklists by name.');

const tier = z.strictObject({
  plan: reference('plan').optional().describe('Plan that this tier uses.'),
  checklist: reference('checklist').optional().describe('What must be done before.'),
  approval: approval.optional().describe('Who must agree before the first stage.'),
  sign_offs: references('role').optional().describe('Roles of which one person each must sign.'),
  notice: duration().optional().describe('How long before stakeholders are told.'),
  tell: references('recipient').optional().describe('Who is told.'),
  observe_at_least: duration().optional().describe('Shortest observation over all stages.'),
  first_in: reference('environment').optional().describe('Environment that goes through it all first.'),
  usual: z
    .boolean()
    .optional()
    .describe('Whether files that no scope matches make this tier; the lowest when no tier says so.'),
  when_unknown: z
    .boolean()
    .optional()
    .describe(
      'Whether a release has this tier of which nobody knows the changed files; the highest when no tier says so.',
    ),
});

export const tiers = z
  .record(name(), tier)
  .describe('Risk tiers from low to high. A tier given by hand may only raise the computed one.');

const scope = z.strictObject({
  paths: z
    .array(text())
    .min(1)
    .describe(
      'Changed paths, as .gitignore and CODEOWNERS write them; for each file the last scope that matches decides.',
    ),
  tier: reference('tier').describe('Tier that a change there has at least.'),
  risk: z.enum(['low', 'medium', 'high', 'critical']).optional().describe('What it is called.'),
  approval: approval.optional().describe('Who must agree to such a change.'),
  checks: z
    .array(item)
    .optional()
    .describe(
      'Extra checks such a change needs before the first stage: `ci: security-scan` is looked up, other words are ticked by a person.',
    ),
});

export const scopes = z.array(scope).describe('Which changed paths make which tier.');
