import { z } from 'zod';

/** A file of a repository, whole. */
export const SqlFile = z.object({ path: z.string(), text: z.string() }).readonly();
export type SqlFile = z.infer<typeof SqlFile>;

/** What is to be proved. `base` is what makes the schema before, in its order. */
export const MigrationJob = z.object({
  base: z.array(SqlFile).readonly(),
  change: z.discriminatedUnion('kind', [
    /** The statements are the difference to this schema. */
    z.object({ kind: z.literal('schema'), target: SqlFile }),
    /** The statements are written; a rollback that is null is drafted from the reverse difference. */
    z.object({
      kind: z.literal('files'),
      steps: z.array(z.object({ forward: SqlFile, rollback: SqlFile.nullable() })).readonly(),
      /** The schema that they must lead to; null when the repository says nothing of it. */
      target: SqlFile.nullable(),
    }),
  ]),
});
export type MigrationJob = z.infer<typeof MigrationJob>;

/** Why something is not tried. Lines and columns count from 1. */
export const SqlProblem = z.object({
  file: z.string(),
  line: z.number().int(),
  column: z.number().int(),
  /** `unreadable`, or the rule that refuses it. */
  code: z.string(),
  sentence: z.string(),
});
export type SqlProblem = z.infer<typeof SqlProblem>;

/** Beside what the version before does without (`expand`), or no longer usable by it (`contract`). */
export const Phase = z.enum(['expand', 'contract']);
export type Phase = z.infer<typeof Phase>;

/** A statement as it ran on the scratch database. */
export const Tried = z.object({
  sql: z.string(),
  phase: Phase,
  /** Held on tables that were there before; the strongest of each table. */
  locks: z.array(z.object({ relation: z.string(), mode: z.string() })).readonly(),
  /** Tables whose rows were written anew. */
  rewrites: z.array(z.string()).readonly(),
  /** What is lost for ever by it, as far as the statement says; null when nothing is. */
  loss: z.string().nullable(),
  took: z.number(),
});
export type Tried = z.infer<typeof Tried>;

export const Trip = z.object({
  forward: z.array(Tried).readonly(),
  rollback: z.array(Tried).readonly(),
  /** The statement that failed; null when all went through. `state` is PostgreSQL's code. */
  failure: z
    .object({
      during: z.enum(['forward', 'rollback', 'forward again']),
      sql: z.string(),
      sentence: z.string(),
      state: z.string(),
    })
    .nullable(),
  /** What was different after forward and rollback; null when it never came so far. */
  schema: z.array(z.string()).readonly().nullable(),
  data: z.array(z.string()).readonly().nullable(),
  rows: z.number().int(),
});
export type Trip = z.infer<typeof Trip>;

/** One forward migration with its rollback, tried. */
export const Part = z.object({
  /** The file it was written in; null when Belay drafts it. */
  written: z.string().nullable(),
  phase: z.enum(['expand', 'contract', 'mixed']),
  forward: z.string(),
  rollback: z.string(),
  rollbackDrafted: z.boolean(),
  trip: Trip,
  /** Why rows that are there already can make it fail; null when those of the scratch database did not. */
  demands: z.object({ state: z.string(), sentence: z.string() }).nullable(),
});
export type Part = z.infer<typeof Part>;

export const MigrationResult = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('problems'), problems: z.array(SqlProblem).readonly() }),
  /** Nothing was learnt: the scratch database took too long, too much, or not even the schema before. */
  z.object({
    kind: z.literal('failed'),
    code: z.enum(['deadline', 'memory', 'crashed', 'base', 'target']),
    sentence: z.string(),
  }),
  z.object({ kind: z.literal('same') }),
  z.object({
    kind: z.literal('tried'),
    parts: z.array(Part).readonly(),
    /** Sentences: what was left out of the scratch database, tables without rows. */
    notes: z.array(z.string()).readonly(),
    /** What looks like a rename: data does not go along. */
    renames: z.array(z.string()).readonly(),
    /** How the schema after all parts differs from the declared one; null when none is declared. */
    drift: z.array(z.string()).readonly().nullable(),
  }),
]);
export type MigrationResult = z.infer<typeof MigrationResult>;

export const LintFinding = z.object({
  file: z.string(),
  line: z.number().int(),
  rule: z.string(),
  message: z.string(),
});
export type LintFinding = z.infer<typeof LintFinding>;
