import { z } from 'zod';
import { EnvironmentName } from '../ids.ts';
import { Millis } from '../time.ts';

/** What a change to some paths is called. */
export const RiskLevel = z.enum(['low', 'medium', 'high', 'critical']);
export type RiskLevel = z.infer<typeof RiskLevel>;

/** One scope that matched a changed file; the last scope that matches a file decides for that file. */
export const MatchedScope = z.object({
  /** The pattern as it stands in belay.yml. */
  pattern: z.string(),
  tier: z.string(),
  /** What such a change is called; null when the scope does not say. */
  level: RiskLevel.nullable(),
  /** How many changed files it decided for, and the first few of them. */
  files: z.number().int().positive(),
  examples: z.array(z.string()),
});
export type MatchedScope = z.infer<typeof MatchedScope>;

/** How risky a release is taken to be, and why; frozen with its plan. */
export const Risk = z.object({
  tier: z.string(),
  /** `by-hand`: somebody raised it. `unknown`: nobody knows which files changed, so it is taken to be risky. */
  because: z.enum(['paths', 'usual', 'by-hand', 'unknown']),
  /** The tier that the changed files make; what a person said may only be above it. */
  computed: z.string(),
  /** Null when nobody knows all of them. */
  changed: z.number().int().nonnegative().nullable(),
  /** The highest tier first. */
  matched: z.array(MatchedScope),
  /** Why nobody knows which files changed, as a clause; absent when it is known. */
  unknown: z.string().optional(),
  /** What else the tier asks for that has no part of the plan of its own. */
  demands: z.array(z.string()),
  /** How long before the start people are told. */
  notice: Millis.optional(),
  /** Where the same version must have completed. */
  firstIn: z.array(EnvironmentName).min(1).optional(),
});
export type Risk = z.infer<typeof Risk>;
