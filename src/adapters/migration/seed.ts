import type { PGlite } from '@electric-sql/pglite';

/** `wide`: extremes of each type and NULLs. `plain`: short values, nothing missing. */
export type SeedStyle = 'wide' | 'plain';

interface Column {
  readonly name: string;
  /** Base type, of a domain the one below it: `int4`, `varchar`, `_text`. */
  readonly type: string;
  readonly kind: string;
  readonly length: number | null;
  readonly nullable: boolean;
  readonly labels: readonly string[];
  /** Literals of check constraints that speak of it: the likeliest values that they take. */
  readonly literals: readonly string[];
  /** `other.id` when it is a foreign key. */
  readonly refers: { readonly relation: string; readonly column: string } | null;
}

const rowsEach = 3;

/**
 * Puts a few rows into every table that has none, the same every time; a table whose constraints take none of them stays
 * empty and is named.
 * @returns sentences about tables without rows
 */
export async function seed(database: PGlite, style: SeedStyle): Promise<readonly string[]> {
  let left = await tablesWithoutRows(database);
  const tries = left.length + 1;
  for (let round = 0; round < tries && left.length > 0; round += 1) {
    const still: string[] = [];
    for (const table of left) if (!(await seedTable(database, table, style))) still.push(table);
    // Tables that others refer to come first, whatever order the catalog has.
    if (still.length === left.length) break;
    left = still;
  }
  return left.map((table) => `${table} took no made-up row: its data is proved with none.`);
}

async function tablesWithoutRows(database: PGlite): Promise<string[]> {
  const { rows } = await database.query<{ name: string }>(`
    SELECT c.oid::regclass::text AS name FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
    ORDER BY c.oid`);
  const empty: string[] = [];
  for (const { name } of rows) {
    const found = await database.query(`SELECT 1 FROM ${name} LIMIT 1`);
    if (found.rows.length === 0) empty.push(name);
  }
  return empty;
}

async function seedTable(database: PGlite, table: string, style: SeedStyle): Promise<boolean> {
  const columns = await columnsOf(database, table);
  let inserted = 0;
  for (let row = 0; row < rowsEach; row += 1) {
    for (let variant = 0; variant < variants && inserted <= row; variant += 1) {
      if (await insertRow(database, table, columns, { row, variant, style })) inserted += 1;
    }
  }
  return inserted > 0;
}

/** How often a row is tried with other values. */
const variants = 6;

interface Attempt {
  readonly row: number;
  readonly variant: number;
  readonly style: SeedStyle;
}

async function insertRow(
  database: PGlite,
  table: string,
  columns: readonly Column[],
  attempt: Attempt,
): Promise<boolean> {
  const values: { name: string; value: string | null }[] = [];
  for (const column of columns) {
    values.push({ name: column.name, value: await valueFor(database, column, attempt) });
  }
  const names = values.map(({ name }) => name).join(', ');
  // A literal without a type becomes whatever the column is.
  const literals = values.map(({ value }) => (value === null ? 'NULL' : `'${value.replaceAll("'", "''")}'`));
  const sql =
    values.length === 0
      ? `INSERT INTO ${table} DEFAULT VALUES`
      : `INSERT INTO ${table} (${names}) OVERRIDING SYSTEM VALUE VALUES (${literals.join(', ')})`;
  try {
    await database.query(sql);
    return true;
  } catch {
    return false;
  }
}

async function valueFor(database: PGlite, column: Column, attempt: Attempt): Promise<string | null> {
  const { row, variant, style } = attempt;
  const last = row === rowsEach - 1;
  if (style === 'wide' && last && variant === 0 && column.nullable) return null;
  if (column.refers !== null) {
    const { relation, column: other } = column.refers;
    const found = await database.query<{ value: string }>(
      `SELECT ${other}::text AS value FROM ${relation} ORDER BY 1 OFFSET $1 LIMIT 1`,
      [row],
    );
    return found.rows[0]?.value ?? null;
  }
  const [literal] = [column.literals[(row + variant) % Math.max(1, column.literals.length)]];
  if (literal !== undefined && variant !== 1) return literal;
  if (column.labels.length > 0) return column.labels[row % column.labels.length] ?? null;
  const value = plainValue(column, row + 1 + variant * 10, style === 'wide' && variant === 0 && row === 1);
  return column.length === null ? value : value.slice(0, column.length);
}

/** A value of a type. @param far near the end of what the type takes, as far as that is harmless */
function plainValue({ type, name, length }: Column, n: number, far: boolean): string {
  const text = far
    ? `${name.replaceAll('"', '')} ${n} ${'é'.repeat(Math.min(length ?? 300, 300))}`
    : `${name.replaceAll('"', '')} ${n}`;
  switch (type) {
    case 'int2':
      return String(far ? 32_000 + n : n);
    case 'int4':
      return String(far ? 2_147_000_000 + n : n);
    case 'int8':
      return far ? `90071992547409${n % 10}7` : String(n);
    case 'numeric':
      return far ? `${n}.75` : `${n}.25`;
    case 'float4':
    case 'float8':
      return `${n}.5`;
    case 'bool':
      return n % 2 === 0 ? 'true' : 'false';
    case 'uuid':
      return `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`;
    case 'date':
      return `2026-01-${String((n % 27) + 1).padStart(2, '0')}`;
    case 'timestamp':
      return `2026-01-${String((n % 27) + 1).padStart(2, '0')} 10:11:12.123456`;
    case 'timestamptz':
      return `2026-01-${String((n % 27) + 1).padStart(2, '0')} 10:11:12.123456+02`;
    case 'time':
    case 'timetz':
      return '10:11:12.5';
    case 'interval':
      return `${n} hours`;
    case 'json':
    case 'jsonb':
      return JSON.stringify({ n, name: text });
    case 'bytea':
      return `\\x${String(n).padStart(4, '0')}`;
    case 'inet':
    case 'cidr':
      return `10.0.0.${n % 250}`;
    case 'bit':
    case 'varbit':
      return '1';
    case 'point':
      return `(${n},${n})`;
    case 'tsvector':
      return 'word';
    case 'xml':
      return '<a/>';
    default:
      return type.startsWith('_') ? '{}' : type.endsWith('range') ? 'empty' : text;
  }
}

async function columnsOf(database: PGlite, table: string): Promise<readonly Column[]> {
  const { rows } = await database.query<{
    name: string;
    type: string;
    kind: string;
    length: number | null;
    nullable: boolean;
    labels: string[] | null;
    checks: string[] | null;
    relation: string | null;
    other: string | null;
  }>(
    `SELECT quote_ident(a.attname) AS name, b.typname AS type, b.typtype AS kind,
       CASE WHEN b.typname IN ('varchar', 'bpchar') AND greatest(a.atttypmod, t.typtypmod) > 4
         THEN greatest(a.atttypmod, t.typtypmod) - 4 END AS length,
       NOT (a.attnotnull OR t.typnotnull) AS nullable,
       (SELECT array_agg(e.enumlabel::text ORDER BY e.enumsortorder) FROM pg_enum e WHERE e.enumtypid = b.oid) AS labels,
       (SELECT array_agg(pg_get_constraintdef(k.oid)) FROM pg_constraint k
         WHERE k.contype = 'c' AND ((k.conrelid = a.attrelid AND a.attnum = ANY (k.conkey)) OR k.contypid = t.oid)) AS checks,
       f.confrelid::regclass::text AS relation,
       (SELECT quote_ident(o.attname) FROM pg_attribute o
         WHERE o.attrelid = f.confrelid AND o.attnum = f.confkey[array_position(f.conkey, a.attnum)]) AS other
     FROM pg_attribute a JOIN pg_type t ON t.oid = a.atttypid
       JOIN pg_type b ON b.oid = CASE WHEN t.typtype = 'd' THEN t.typbasetype ELSE t.oid END
       LEFT JOIN LATERAL (SELECT * FROM pg_constraint f WHERE f.conrelid = a.attrelid AND f.contype = 'f'
         AND a.attnum = ANY (f.conkey) ORDER BY f.oid LIMIT 1) f ON true
     WHERE a.attrelid = $1::regclass AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''
     ORDER BY a.attnum`,
    [table],
  );
  return rows.map(({ labels, checks, relation, other, ...column }) => ({
    ...column,
    labels: labels ?? [],
    literals: (checks ?? []).flatMap((check) =>
      [...check.matchAll(/'((?:[^']|'')*)'/g)].map(([, literal = '']) => literal.replaceAll("''", "'")),
    ),
    refers: relation === null || other === null ? null : { relation, column: other },
  }));
}
