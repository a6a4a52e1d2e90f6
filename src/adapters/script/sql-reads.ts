import { parseSync } from 'libpg-query';

/** Kinds of nodes of which a plain read is made; everything else (locks, INTO, DO, COPY, calls of code) is refused. */
const reading = new Set([
  'SelectStmt',
  'ResTarget',
  'ColumnRef',
  'A_Const',
  'A_Star',
  'A_Expr',
  'A_ArrayExpr',
  'BoolExpr',
  'NullTest',
  'BooleanTest',
  'FuncCall',
  'RangeVar',
  'RangeSubselect',
  'JoinExpr',
  'SubLink',
  'CaseExpr',
  'CaseWhen',
  'CoalesceExpr',
  'MinMaxExpr',
  'TypeCast',
  'TypeName',
  'SortBy',
  'WithClause',
  'CommonTableExpr',
  'Alias',
  'String',
  'Integer',
  'List',
  'SQLValueFunction',
  'GroupingSet',
]);

/** Functions that only reckon with what was read. */
const functions = new Set([
  'count',
  'sum',
  'min',
  'max',
  'avg',
  'bool_and',
  'bool_or',
  'every',
  'abs',
  'round',
  'floor',
  'ceil',
  'lower',
  'upper',
  'length',
  'now',
  'date_trunc',
  'to_char',
  'extract',
  'date_part',
  'age',
  'nullif',
  'btrim',
  'ltrim',
  'rtrim',
  'array_length',
  'cardinality',
  'string_agg',
  'array_agg',
  'percentile_cont',
  'mod',
  'concat',
  'left',
  'right',
  'position',
  'substring',
  'jsonb_array_length',
  'json_array_length',
]);

/**
 * Why this SQL is more than one plain read, or null. Functions that are not known could do anything, and the server's
 * own tables hold what nobody needs for a check.
 */
export function sqlProblem(sql: string): string | null {
  const tree = parsed(sql);
  if (tree === null) return 'this SQL cannot be read';
  const [only] = tree.stmts ?? [];
  if (tree.stmts?.length !== 1 || only?.stmt === undefined) return 'psql asks exactly one question at a time';
  if (!('SelectStmt' in only.stmt)) return 'psql may SELECT and nothing else';
  return nodeProblem(only.stmt);
}

function parsed(sql: string): ReturnType<typeof parseSync> | null {
  try {
    return parseSync(sql);
  } catch {
    return null;
  }
}

function nodeProblem(value: unknown): string | null {
  if (Array.isArray(value)) return firstOf(value.map(nodeProblem));
  if (typeof value !== 'object' || value === null) return null;
  return firstOf(Object.entries(value).map(([key, inner]) => entryProblem(key, inner)));
}

function entryProblem(key: string, inner: unknown): string | null {
  if (key === 'lockingClause') return 'a read takes no locks';
  if (key === 'intoClause') return 'a read makes no table';
  if (key === 'recursive' && inner === true) return 'a recursive read may never end';
  if (/^[A-Z]/.test(key) && !reading.has(key)) return `${key} is no part of a plain read`;
  if (key === 'FuncCall') return functionProblem(inner) ?? nodeProblem(inner);
  if (key === 'RangeVar') return tableProblem(inner);
  return nodeProblem(inner);
}

function functionProblem(call: unknown): string | null {
  const names = namesOf(call, 'funcname');
  const name = names.at(-1) ?? '';
  const own = names.length === 1 || (names.length === 2 && names[0] === 'pg_catalog');
  return own && functions.has(name) ? null : `the function ${name.slice(0, 40)} is not known to read only`;
}

function namesOf(node: unknown, key: string): readonly string[] {
  const list = (node as Record<string, unknown>)[key];
  if (!Array.isArray(list)) return [];
  return list.map((one: { String?: { sval?: string } }) => one.String?.sval ?? '');
}

function tableProblem(node: unknown): string | null {
  const { schemaname, relname, catalogname } = node as Readonly<Record<string, string | undefined>>;
  if (catalogname !== undefined) return 'only the database that is asked is read';
  const inner =
    schemaname === 'pg_catalog' || schemaname === 'pg_toast' || relname?.startsWith('pg_') === true;
  return inner ? 'the server’s own tables are not read' : null;
}

function firstOf(problems: readonly (string | null)[]): string | null {
  return problems.find((problem) => problem !== null) ?? null;
}
