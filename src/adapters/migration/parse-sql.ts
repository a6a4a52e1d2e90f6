import { hasSqlDetails, loadModule, parseSync } from 'libpg-query';
import type { SqlFile, SqlProblem } from '../../core/migration/migration.ts';
import { ruleOn, sqlBody } from '../../core/migration/policy.ts';
import { nodeOf, type Statement } from '../../core/migration/syntax.ts';

export type ParsedSql =
  | {
      readonly kind: 'parsed';
      /** Those that run, in order. */
      readonly statements: readonly Statement[];
      /** What was left out, as sentences. */
      readonly notes: readonly string[];
    }
  | { readonly kind: 'problems'; readonly problems: readonly SqlProblem[] };

/** Reads a file by PostgreSQL's own grammar, and by the rules of what may run. */
export async function parseSql(file: SqlFile, context: 'schema' | 'migration'): Promise<ParsedSql> {
  await loadModule();
  const text = withoutGuards(file.text);
  const meta = backslashOf(text);
  if (meta !== null) {
    const sentence = `\`${meta.command}\` is a command of psql, not SQL. Take it out.`;
    return { kind: 'problems', problems: [{ file: file.path, ...meta.at, code: 'psql', sentence }] };
  }
  const read = readStatements(file.path, text);
  if ('code' in read) return { kind: 'problems', problems: [read] };
  const problems: SqlProblem[] = [];
  const notes = new Set<string>();
  const statements = read.filter((statement) => {
    const ruling = ruleWithin(statement, context);
    const { line, column } = statement;
    if (ruling.kind === 'refused')
      problems.push({ file: file.path, line, column, code: ruling.code, sentence: ruling.sentence });
    if (ruling.kind === 'skip') notes.add(`${file.path}: ${ruling.why}.`);
    return ruling.kind === 'allowed';
  });
  return problems.length > 0
    ? { kind: 'problems', problems }
    : { kind: 'parsed', statements, notes: [...notes] };
}

/** A function in SQL may do what a migration may. */
function ruleWithin(statement: Statement, context: 'schema' | 'migration') {
  const ruling = ruleOn(statement, context);
  const body = ruling.kind === 'allowed' ? sqlBody(statement.node) : null;
  if (body === null) return ruling;
  const inner = readStatements('', body);
  // With parameters the body may not parse by itself; a `SELECT` in it is what functions are for.
  if ('code' in inner)
    return {
      kind: 'refused' as const,
      code: 'function-body',
      sentence: `The body of the function cannot be read: ${inner.sentence}`,
    };
  return (
    inner
      .filter(
        ({ node }) =>
          node.kind !== 'SelectStmt' || ruleOn({ ...statement, node }, 'schema').kind !== 'allowed',
      )
      .map((one) => ruleOn(one, 'migration'))
      .find(({ kind }) => kind === 'refused') ?? ruling
  );
}

function readStatements(file: string, text: string): readonly Statement[] | SqlProblem {
  // The parser takes a text without any statement for a mistake.
  if (leadingOf(text) === text.length) return [];
  try {
    const bytes = Buffer.from(text);
    return (parseSync(text).stmts ?? []).flatMap((raw) => {
      const node = nodeOf(raw.stmt);
      if (node === null) return [];
      // The parser counts bytes, and begins right after the semicolon before.
      const from = raw.stmt_location ?? 0;
      const all = bytes.subarray(from, raw.stmt_len ? from + raw.stmt_len : undefined).toString();
      const lead = leadingOf(all);
      const at = placeOf(bytes.subarray(0, from).toString().length + lead, text);
      return [{ node, sql: all.slice(lead).trim(), ...at }];
    });
  } catch (error) {
    const position = hasSqlDetails(error) ? Math.max(0, error.sqlDetails?.cursorPosition ?? 0) : 0;
    const said = error instanceof Error ? error.message : String(error);
    return { file, ...placeOf(position, text), code: 'unreadable', sentence: `This is no SQL: ${said}.` };
  }
}

/** White space and comments before a statement. */
function leadingOf(text: string): number {
  return /^(?:\s+|--[^\n]*(?:\n|$)|\/\*[\s\S]*?\*\/)*/.exec(text)?.[0].length ?? 0;
}

function placeOf(offset: number, text: string): { readonly line: number; readonly column: number } {
  const before = text.slice(0, offset).split('\n');
  return { line: before.length, column: (before.at(-1) ?? '').length + 1 };
}

/** pg_dump fences its output with a word drawn at random, which changes with every dump. */
function withoutGuards(text: string): string {
  return text.replaceAll(/^\\(un)?restrict [A-Za-z0-9]+[ \t]*$/gm, '');
}

function backslashOf(text: string) {
  const found = /^[ \t]*(\\[a-zA-Z!.?]+)/m.exec(text);
  return found === null ? null : { command: found[1] ?? '', at: placeOf(found.index, text) };
}
