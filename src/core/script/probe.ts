import { z } from 'zod';
import { Comparison, Rule } from '../judge/rule.ts';
import { Millis } from '../time.ts';
import { HttpCheck } from './verification-plan.ts';

/** `http-health`, `metric-error-rate`: unique in its script, and the same every time. */
export const ProbeId = z.string().regex(/^[a-z0-9][a-z0-9-]{0,79}$/);

const named = { id: ProbeId, about: z.string() };

/**
 * One thing that a verification script finds out. A script is made of these alone: nobody writes shell, neither a
 * person nor a model.
 */
export const ScriptProbe = z.discriminatedUnion('kind', [
  z.object({ ...named, kind: z.literal('http'), check: HttpCheck }),
  /** A number that the version serves itself as JSON, held against a fixed limit. */
  z.object({
    ...named,
    kind: z.literal('metric'),
    path: HttpCheck.shape.path,
    field: z.string(),
    /** How the value must lie to the limit: `<` 0.05. Both are in the metric's unit. */
    comparison: Comparison,
    limit: z.number(),
    within: Millis,
  }),
  /** A rule whose metric no script can read by itself: Belay judges it from its own measurements. */
  z.object({ ...named, kind: z.literal('judged'), rule: Rule, why: z.string() }),
  /** One SELECT that gives one value. */
  z.object({ ...named, kind: z.literal('sql'), sql: z.string(), equals: z.string() }),
  z.object({ ...named, kind: z.literal('flow'), steps: z.array(HttpCheck).min(1) }),
]);
export type ScriptProbe = z.infer<typeof ScriptProbe>;
export type ProbeOf<K extends ScriptProbe['kind']> = Extract<ScriptProbe, { kind: K }>;

/** A probe that may stand in the script; a required one always does. */
export interface Candidate {
  readonly probe: ScriptProbe;
  readonly required: boolean;
}

/** What one probe came to. `ok` null: nothing was measured that could tell, which is never success. */
export const ProbeOutcome = z.object({
  probe: ProbeId,
  ok: z.boolean().nullable(),
  sentence: z.string(),
  took: Millis.nullable(),
});
export type ProbeOutcome = z.infer<typeof ProbeOutcome>;
