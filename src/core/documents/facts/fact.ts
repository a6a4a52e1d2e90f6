import { z } from 'zod';
import { RolloutId, Sha256 } from '../../ids.ts';
import { Instant, Millis } from '../../time.ts';
import { Outcome } from '../outcome.ts';

/** Small letters, digits, dots, hyphens and slashes: `stage-2/error-rate/canary/last`. Unique in its book, and the same every time. */
export const FactId = z
  .string()
  .regex(/^[a-z0-9][a-z0-9./-]{0,119}$/)
  .brand<'FactId'>();
export type FactId = z.infer<typeof FactId>;

/** Something that was recorded, as a document may cite it. */
export const Fact = z.object({
  id: FactId,
  /** What it says of what, for a reader who sees only this: `error rate of the canary, last value in stage 10 %`. */
  about: z.string(),
  /** Null when it is recorded that there is none: missing is never zero. */
  value: z.union([z.number(), z.string(), z.boolean()]).nullable(),
  /** `ratio`, `ms`, `percent`, `count`, `instant`, `duration`, or the metric's own; null when it has none. */
  unit: z.string().nullable(),
  /** Exactly what a document shows: value, unit and rounding are code's. Fits into a sentence. */
  shown: z.string(),
  /** Over which time it was measured; null when that says nothing. */
  window: Millis.nullable(),
  /** Where it stands: `event 17`, `plan`, `error budget availability`. */
  source: z.string(),
  at: Instant.nullable(),
  /** Of all the above. */
  hash: Sha256,
});
export type Fact = z.infer<typeof Fact>;

/** A sentence about facts, written by code: differences, ratios, zeros and totals are never left to a model. */
export const Comparison = z.object({
  id: FactId,
  /** A whole sentence with its full stop. */
  sentence: z.string(),
  facts: z.array(FactId).min(1),
});
export type Comparison = z.infer<typeof Comparison>;

/** Everything that a document may say about one subject. */
export const FactBook = z.object({
  /** Null when it is about something else than one rollout. */
  rollout: RolloutId.nullable(),
  facts: z.array(Fact),
  comparisons: z.array(Comparison),
  /** Words with digits that prose may use as they stand: `p95`, `5xx`, `v2.3.0`, file names, pull request numbers. */
  identifiers: z.array(z.string()),
  /** Null where there is nothing to decide. */
  outcome: Outcome.nullable(),
  /** Of everything above, so that a draft is tied to what it was made from. */
  hash: Sha256,
});
export type FactBook = z.infer<typeof FactBook>;
