import { z } from 'zod';
import { positiveDuration, text, weight } from './leaf.ts';
import { name, reference } from './reference.ts';

const headerName = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9-]*$/, {
  error: 'A header name has letters, digits and dashes, such as `X-Canary-Version`.',
});

const segment = z.strictObject({
  weight: weight().describe('Share of this cohort that goes to the new version.'),
  header: headerName.describe('Request header that tells the cohort.'),
  values: z.array(text()).min(1).describe('Values of the header that belong to the cohort.'),
  description: text().optional().describe('Who they are, for people.'),
});

export const traffic = z.strictObject({
  router: reference('router').optional().describe('Which router; the only one when left out.'),
  route: text()
    .optional()
    .describe("The router's own name for what this service serves; the service's name when left out."),
  sticky: z
    .strictObject({
      cookie: z
        .string()
        .regex(/^[A-Za-z0-9_-]+$/, { error: 'A cookie name has letters, digits, dashes and underscores.' })
        .describe('Name of the cookie.'),
      for: positiveDuration().describe('How long a client stays with its version.'),
    })
    .optional()
    .describe('Keeps a client on the version it met first.'),
  header: headerName.optional().describe('A request with this header set to the new version goes there.'),
  segments: z.record(name(), segment).optional().describe('Cohorts with a share of their own.'),
  lease: positiveDuration()
    .optional()
    .describe(
      'How long the router keeps a split that nobody confirms before it returns to stable; 60s when left out.',
    ),
  mirror: z.boolean().optional().describe('Send a copy of requests to the new version and drop its answers.'),
  verify_split: z.boolean().optional().describe('Hold the observed share against the wanted one.'),
  rebalance: z.boolean().optional().describe('Set the weight again when the observed share drifts.'),
});
