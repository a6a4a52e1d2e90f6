import { effectsOf } from '../../core/migration/effects.ts';
import type {
  MigrationJob,
  MigrationResult,
  Part,
  SqlFile,
  SqlProblem,
  Trip,
} from '../../core/migration/migration.ts';
import type { Statement } from '../../core/migration/syntax.ts';
import { differenceOf, type Schema, schemaOf } from './difference.ts';
import { loosen } from './loosen.ts';
import { parseSql } from './parse-sql.ts';
import { type Ran, type Runnable, runStatements, saidOf } from './run-statements.ts';
import type { ScratchDatabase } from './scratch-database.ts';
import { type SeedStyle, seed } from './seed.ts';
import { dataDifferences, rowsIn, snapshot } from './snapshot.ts';

/** Tries a migration on an empty scratch database: forward, rollback, compared, forward again. */
export async function prove(scratch: ScratchDatabase, job: MigrationJob): Promise<MigrationResult> {
  const read = await readJob(job);
  if ('kind' in read) return read;
  const wide = await tryOnce(scratch, read, 'wide');
  const failed = wide.kind === 'tried' ? wide.parts.findIndex(({ trip }) => refusedRows(trip)) : -1;
  if (wide.kind !== 'tried' || failed === -1) return wide;
  // It refuses rows that may exist; whether it works at all is seen with those that it takes.
  const plain = await tryOnce(scratch, read, 'plain');
  const failure = wide.parts[failed]?.trip.failure ?? null;
  if (plain.kind !== 'tried' || failure === null || plain.parts[failed]?.trip.failure !== null) return wide;
  const demands = { state: failure.state, sentence: failure.sentence };
  return { ...plain, parts: plain.parts.map((part, at) => (at === failed ? { ...part, demands } : part)) };
}

/** Values that do not fit (22…) and constraints that rows break (23…). */
function refusedRows({ failure }: Trip): boolean {
  return failure !== null && failure.during === 'forward' && /^2[23]/.test(failure.state);
}

interface Read {
  readonly base: readonly Statement[];
  readonly target: readonly Statement[] | null;
  /** Null when the difference to the target is the migration. */
  readonly steps: readonly ReadStep[] | null;
  readonly notes: readonly string[];
}

interface ReadStep {
  readonly path: string;
  readonly forward: readonly Statement[];
  readonly rollback: readonly Statement[] | null;
}

async function readJob({ base, change }: MigrationJob): Promise<Read | MigrationResult> {
  const problems: SqlProblem[] = [];
  const notes: string[] = [];
  const read = async (file: SqlFile, context: 'schema' | 'migration') => {
    const parsed = await parseSql(file, context);
    if (parsed.kind === 'problems') {
      problems.push(...parsed.problems);
      return [];
    }
    notes.push(...parsed.notes);
    return parsed.statements;
  };
  const before: Statement[] = [];
  for (const file of base) before.push(...(await read(file, 'schema')));
  const target = change.target === null ? null : await read(change.target, 'schema');
  const steps: ReadStep[] = [];
  for (const { forward, rollback } of change.kind === 'files' ? change.steps : []) {
    steps.push({
      path: forward.path,
      forward: await read(forward, 'migration'),
      rollback: rollback === null ? null : await read(rollback, 'migration'),
    });
  }
  if (problems.length > 0) return { kind: 'problems', problems };
  return { base: before, target, steps: change.kind === 'files' ? steps : null, notes: [...new Set(notes)] };
}

async function tryOnce(scratch: ScratchDatabase, read: Read, style: SeedStyle): Promise<MigrationResult> {
  const target = read.target === null ? null : await build(scratch, read.target, 'target');
  if (target !== null && 'kind' in target) return target;
  const base = await build(scratch, read.base, 'base');
  if ('kind' in base) return base;
  const unseeded = await seed(scratch.database, style);
  const notes = [...read.notes, ...unseeded];
  const state: Proving = { scratch, schema: base.schema, renames: new Set() };
  const parts =
    read.steps === null
      ? target === null
        ? []
        : await proveDifference(state, target.schema)
      : await proveSteps(state, read.steps);
  if (!Array.isArray(parts)) return { kind: 'problems', problems: parts.problems };
  if (parts.length === 0) return { kind: 'same' };
  const whole = parts.every(({ trip }) => trip.failure === null);
  const drift =
    target === null || read.steps === null || !whole
      ? null
      : differenceOf(state.schema, target.schema).statements;
  return { kind: 'tried', parts, notes, renames: [...state.renames], drift };
}

async function build(
  { database, empty, ...scratch }: ScratchDatabase,
  statements: readonly Statement[],
  code: 'base' | 'target',
): Promise<{ readonly schema: Schema } | MigrationResult> {
  await empty();
  for (const { sql, line } of statements) {
    try {
      await database.query(sql);
    } catch (error) {
      const which = code === 'base' ? 'before' : 'after';
      const sentence = `The schema ${which} the migration cannot be built: line ${line}, ${saidOf(error).sentence}.`;
      return { kind: 'failed', code, sentence };
    }
  }
  return { schema: await schemaOf({ database, empty, ...scratch }) };
}

interface Proving {
  readonly scratch: ScratchDatabase;
  /** Where the scratch database stands. */
  schema: Schema;
  readonly renames: Set<string>;
}

type Drafted = readonly Statement[] | { readonly problems: readonly SqlProblem[] };

/** Statements that a difference consists of, by the same rules as those that people write. */
async function draft(state: Proving, from: Schema, to: Schema): Promise<Drafted> {
  const { statements, renames } = differenceOf(from, to);
  for (const one of renames) state.renames.add(one);
  return parsed(statements);
}

async function draftRollback(from: Schema, to: Schema): Promise<Drafted> {
  return parsed(differenceOf(from, to).statements.map(bearable));
}

async function parsed(statements: readonly string[]): Promise<Drafted> {
  const text = statements.map((sql) => `${sql};`).join('\n');
  const read = await parseSql({ path: 'the difference', text }, 'migration');
  return read.kind === 'problems' ? { problems: read.problems } : read.statements;
}

/** A column comes back empty, which rows that are there only bear without NOT NULL. */
function bearable(sql: string): string {
  const [, column = ''] = /^(ALTER TABLE \S+ ADD COLUMN .+) NOT NULL$/is.exec(sql) ?? [];
  return column === '' || /\b(DEFAULT|GENERATED)\b/i.test(column) ? sql : column;
}

/** What expands goes first, alone; what is left of the difference then is the contract. */
async function proveDifference(
  state: Proving,
  target: Schema,
): Promise<Part[] | { problems: readonly SqlProblem[] }> {
  const whole = await draft(state, state.schema, target);
  if ('problems' in whole) return whole;
  const effects = effectsOf(whole);
  const loosened = await parsed(await loosen(state.scratch.database, whole));
  if ('problems' in loosened) return loosened;
  const expanding = [...whole.filter((_, at) => effects[at]?.phase === 'expand'), ...loosened];
  const parts: Part[] = [];
  if (expanding.length > 0) {
    const part = await provePart(state, { path: null, phase: 'expand', forward: expanding, rollback: null });
    if ('problems' in part) return part;
    parts.push(part);
    if (part.trip.failure !== null) return parts;
  }
  const rest = await draft(state, state.schema, target);
  if ('problems' in rest) return rest;
  if (rest.length === 0) return parts;
  const part = await provePart(state, { path: null, phase: 'contract', forward: rest, rollback: null });
  return 'problems' in part ? part : [...parts, part];
}

async function proveSteps(
  state: Proving,
  steps: readonly ReadStep[],
): Promise<Part[] | { problems: readonly SqlProblem[] }> {
  const parts: Part[] = [];
  for (const { path, forward, rollback } of steps) {
    const phases = new Set(effectsOf(forward).map(({ phase }) => phase));
    const phase = phases.size > 1 ? 'mixed' : phases.has('contract') ? 'contract' : 'expand';
    const part = await provePart(state, { path, phase, forward, rollback });
    if ('problems' in part) return part;
    parts.push(part);
    if (part.trip.failure !== null) break;
  }
  return parts;
}

interface Trying {
  readonly path: string | null;
  readonly phase: Part['phase'];
  readonly forward: readonly Statement[];
  readonly rollback: readonly Statement[] | null;
}

/** Leaves the scratch database after the part, when it works. */
async function provePart(
  state: Proving,
  { path, phase, forward, rollback: written }: Trying,
): Promise<Part | { problems: readonly SqlProblem[] }> {
  const { scratch } = state;
  const { database } = scratch;
  const before = { schema: state.schema, rows: await snapshot(database) };
  const trip = {
    forward: [],
    rollback: [],
    failure: null,
    schema: null,
    data: null,
    rows: rowsIn(before.rows),
  };
  const part = (rollback: readonly Statement[], found: Partial<Trip>): Part => ({
    written: path,
    phase,
    forward: textOf(forward),
    rollback: textOf(rollback),
    rollbackDrafted: written === null,
    trip: { ...trip, ...found },
    demands: null,
  });
  const out = await runStatements(database, runnable(forward));
  if (out.kind === 'failed')
    return part(written ?? [], { forward: out.tried, failure: failureOf(out, 'forward') });
  const after = await schemaOf(scratch);
  const back = written ?? (await draftRollback(after, before.schema));
  if ('problems' in back) return back;
  const home = await runStatements(database, runnable(back));
  const forwardTried = out.tried;
  if (home.kind === 'failed')
    return part(back, { forward: forwardTried, rollback: home.tried, failure: failureOf(home, 'rollback') });
  const returned = await schemaOf(scratch);
  const schema = differenceOf(before.schema, returned).statements;
  const data = dataDifferences(before.rows, await snapshot(database));
  const tried = { forward: forwardTried, rollback: home.tried, schema, data };
  const again = await runStatements(database, runnable(forward));
  if (again.kind === 'failed') return part(back, { ...tried, failure: failureOf(again, 'forward again') });
  state.schema = await schemaOf(scratch);
  const same = differenceOf(after, state.schema).statements;
  if (same.length > 0) {
    const sentence = 'the second time it leads to another schema than the first time';
    const failure = { during: 'forward again' as const, sql: same[0] ?? '', sentence, state: '' };
    return part(back, { ...tried, failure });
  }
  return part(back, tried);
}

function runnable(statements: readonly Statement[]): readonly Runnable[] {
  const effects = effectsOf(statements);
  return statements.flatMap(({ sql }, at) => {
    const effect = effects[at];
    return effect === undefined ? [] : [{ sql, effect }];
  });
}

function failureOf(
  { sql, sentence, state }: Extract<Ran, { kind: 'failed' }>,
  during: 'forward' | 'rollback' | 'forward again',
): Trip['failure'] {
  return { during, sql, sentence, state };
}

function textOf(statements: readonly Statement[]): string {
  return statements.map(({ sql }) => `${sql};\n`).join('\n');
}
