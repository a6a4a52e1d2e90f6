import { z } from 'zod';
import { Rule } from '../judge/rule.ts';
import { Millis } from '../time.ts';

/** One line in which nothing hides. */
export const PlainText = z
  .string()
  .min(1)
  .regex(/^[^\p{Cc}\p{Cf}\p{Co}\p{Cs}\p{Cn}\p{Zl}\p{Zp}]+$/u);

/** One read of the new version, and what it must answer. Paths begin with one slash. */
export const HttpCheck = z.object({
  method: z.enum(['GET', 'HEAD']),
  path: z.string().regex(/^\/(?!\/)[\x21-\x7e]*$/),
  status: z.number().int().min(100).max(599),
  /** Text that the body contains as it stands; null when the body may be anything. */
  contains: PlainText.nullable(),
  /** What stands at a JSON pointer of the body. */
  equals: z
    .object({
      pointer: z.union([z.literal(''), PlainText]),
      value: z.union([z.literal(''), PlainText, z.number(), z.boolean(), z.null()]),
    })
    .nullable(),
  /** The whole answer must have come by then. */
  within: Millis,
});
export type HttpCheck = z.infer<typeof HttpCheck>;

const { path, status, contains, equals, within } = HttpCheck.shape;
/** Only what is not usual is written down: a plan that was frozen with path and status alone keeps its hash. */
const Endpoint = z.object({
  path,
  status,
  contains: contains.optional(),
  equals: equals.optional(),
  within: within.optional(),
});

/** What belay.yml says of the verification script, frozen with the plan. */
export const VerificationPlan = z.object({
  endpoints: z.array(Endpoint),
  /** Rules that must hold. */
  expect: z.array(Rule),
  /** Journeys: each step after the other, with the cookies of those before. */
  flows: z.array(z.object({ name: PlainText, steps: z.array(HttpCheck).min(1) })),
  /** Reads of a database that must give exactly one value. */
  queries: z.array(z.object({ name: PlainText, sql: PlainText, equals: PlainText })),
});
export type VerificationPlan = z.infer<typeof VerificationPlan>;
