import { z } from 'zod';
import { plainLine } from '../../../src/core/prose.ts';

const longestReason = 500;
const name = z.string().min(1).max(255).optional();

/** What the kill switch is sent; the description of the API is made from it too. */
export const KillBody = z.strictObject({
  reason: z
    .string()
    .transform((text) => plainLine(text).slice(0, longestReason))
    .refine((text) => text !== '')
    .describe('Why; it stands in the log and on the card.'),
  confirmed: z.literal(true),
  operator: name.describe(
    'Who pulls it, by the name that belay.yml has; whoever a token speaks as, with one.',
  ),
  version: name.describe('Takes back what is live of this version.'),
  service: name.describe('Only this service.'),
  environment: name.describe('Only there.'),
  rollout: name.describe('Only this rollout.'),
  all: z.boolean().default(false).describe('Everything that is live.'),
});
