import { existsSync } from 'node:fs';
import { userInfo } from 'node:os';
import { parseArgs } from 'node:util';
import { exitCodes } from '../../handlers/cli/exit-codes.ts';
import type { KeepTokens } from '../../handlers/tokens/keep-tokens.ts';
import type { ListedToken } from '../../handlers/tokens/listed-token.ts';
import type { AskedToken } from '../../handlers/tokens/make-token.ts';
import { Failure } from '../core/failure.ts';
import { parseDuration } from '../core/time.ts';
import { openDataFolder } from './data-folder.ts';
import { openKeepTokens } from './open-keep-tokens.ts';
import { operatorOf } from './operator.ts';
import { readConfig, type Terminal } from './terminal.ts';
import { formsOf } from './usage.ts';

type Asked =
  | { readonly does: 'create'; readonly token: AskedToken }
  | { readonly does: 'list'; readonly json: boolean }
  | { readonly does: 'revoke'; readonly id: string };

/** `belay token create|list|revoke`: tokens of the HTTP API, for whoever may read the data folder. */
export async function runToken(terminal: Terminal, rest: readonly string[]): Promise<number> {
  const asked = readWords(rest);
  if (asked === null) {
    terminal.err(formsOf('token'));
    return exitCodes.usage;
  }
  const config = readConfig(terminal);
  if (config === null) return exitCodes.usage;
  const operator = operatorOf(config, userInfo().username);
  if (operator === null) {
    terminal.err(`${terminal.env.config} names nobody who could make tokens. Nothing was done.`);
    return exitCodes.usage;
  }
  try {
    const data = openDataFolder(terminal.env.data);
    if (terminal.env.databaseUrl === null && !existsSync(data.store)) {
      terminal.err(`Making the database in ${data.path}; that takes some seconds the first time.`);
    }
    await using opened = await openKeepTokens(terminal, { config, data, operator });
    return await carryOut(terminal, opened.tokens, asked);
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    terminal.err(error.message);
    return exitCodes.unreachable;
  }
}

async function carryOut(terminal: Terminal, tokens: KeepTokens, asked: Asked): Promise<number> {
  if (asked.does === 'list') {
    const { tokens: all } = await tokens.list();
    terminal.out(asked.json ? JSON.stringify(all) : table(all));
    return exitCodes.done;
  }
  const done = asked.does === 'create' ? await tokens.create(asked.token) : await tokens.revoke(asked.id);
  if (done.kind === 'made') terminal.out(done.text);
  terminal.err(done.sentence);
  return done.kind === 'refused' ? exitCodes.refused : exitCodes.done;
}

function readWords([word, ...rest]: readonly string[]): Asked | null {
  try {
    if (word === 'create') return readCreate(rest);
    if (word === 'list') {
      const options = { json: { type: 'boolean', default: false } } as const;
      return { does: 'list', json: parseArgs({ args: [...rest], options }).values.json };
    }
    const { positionals } = parseArgs({ args: [...rest], allowPositionals: true });
    const [id, ...more] = positionals;
    return word === 'revoke' && id !== undefined && more.length === 0 ? { does: 'revoke', id } : null;
  } catch {
    return null;
  }
}

function readCreate(args: readonly string[]): Asked | null {
  const many = { type: 'string', multiple: true } as const;
  const options = {
    name: { type: 'string' },
    person: { type: 'string' },
    expires: { type: 'string' },
    scope: many,
    environment: many,
    service: many,
  } as const;
  const { values } = parseArgs({ args: [...args], options });
  const expires = parseDuration(values.expires ?? '');
  if (values.name === undefined || values.person === undefined || expires === null) return null;
  const { name, person } = values;
  const limited = (given: readonly string[] | undefined) => (given === undefined ? null : split(given));
  const where = { environments: limited(values.environment), services: limited(values.service) };
  return { does: 'create', token: { name, person, expires, scopes: split(values.scope ?? []), ...where } };
}

/** `--scope deploy,status` and `--scope deploy --scope status` alike. */
function split(given: readonly string[]): string[] {
  return given.flatMap((one) => one.split(',').map((part) => part.trim())).filter((part) => part !== '');
}

function table(all: readonly ListedToken[]): string {
  if (all.length === 0) return 'There are no tokens.';
  const rows = [
    ['ID', 'NAME', 'SPEAKS AS', 'MAY', 'WHERE', 'UNTIL', 'LAST USED', 'STATE'],
    ...all.map((one) => [
      one.id,
      one.name,
      one.person,
      one.scopes.join(','),
      [one.services?.join(','), one.environments?.join(',')].filter(Boolean).join(' in ') || 'everywhere',
      new Date(one.expiresAt).toISOString().slice(0, 10),
      one.lastUsed ?? 'never',
      one.state,
    ]),
  ];
  const widths = rows[0]?.map((_, at) => Math.max(...rows.map((row) => row[at]?.length ?? 0))) ?? [];
  return rows
    .map((row) =>
      row
        .map((cell, at) => cell.padEnd(widths[at] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}
