import { userInfo } from 'node:os';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { exitCodes } from '../../handlers/cli/exit-codes.ts';
import { loginLasts, sessionLasts, signToken } from '../../handlers/http/session.ts';
import type { Config } from '../config/config.ts';
import { nearest } from '../core/nearest.ts';
import { formatDuration } from '../core/time.ts';
import { type DataFolder, openDataFolder } from './data-folder.ts';
import { operatorOf } from './operator.ts';
import { sessionKeyOf } from './session-key.ts';
import { readConfig, type Terminal } from './terminal.ts';
import { formsOf } from './usage.ts';

type Person = Config['people'][number];

/** `belay login [person] [--token]`: a link into the console, or a token for a terminal elsewhere, for whoever may read the data folder. */
export function runLogin(terminal: Terminal, rest: readonly string[]): number {
  const asked = readWords(rest);
  if (asked === null) {
    terminal.err(formsOf('login'));
    return exitCodes.usage;
  }
  const config = readConfig(terminal);
  if (config === null) return exitCodes.usage;
  const person =
    asked.name === undefined
      ? operatorOf(config, userInfo().username)
      : config.people.find(({ id }) => id === asked.name);
  if (person === undefined || person === null) {
    terminal.err(unknownPerson(terminal, config, asked.name));
    return exitCodes.usage;
  }
  const data = openDataFolder(terminal.env.data);
  if (asked.token) printToken(terminal, data, person);
  else printLink(terminal, data, person);
  return exitCodes.done;
}

function readWords(rest: readonly string[]): { name: string | undefined; token: boolean } | null {
  try {
    const options = { token: { type: 'boolean', default: false } } as const;
    const { values, positionals } = parseArgs({ args: [...rest], options, allowPositionals: true });
    return positionals.length > 1 ? null : { name: positionals[0], token: values.token };
  } catch {
    return null;
  }
}

function printLink(terminal: Terminal, data: DataFolder, { id, name }: Person): void {
  const token = signToken(
    { kind: 'login', person: id, until: Date.now() + loginLasts },
    sessionKeyOf(terminal.env, data),
  );
  const running = data.readJson('terminal.json', z.object({ url: z.url() }));
  terminal.out(`${terminal.env.publicUrl ?? running?.url ?? terminal.env.consoleUrl}/#token=${token}`);
  const within = formatDuration(loginLasts);
  terminal.err(`Whoever opens this link within ${within} acts as ${name}. Do not pass it on.`);
}

function printToken(terminal: Terminal, data: DataFolder, { id, name }: Person): void {
  const until = Date.now() + sessionLasts;
  terminal.out(signToken({ kind: 'session', person: id, until }, sessionKeyOf(terminal.env, data)));
  terminal.err(
    `Set BELAY_URL and BELAY_TOKEN to speak as ${name} from elsewhere, for ${formatDuration(sessionLasts)}. Do not pass it on.`,
  );
}

function unknownPerson(terminal: Terminal, config: Config, name: string | undefined): string {
  const known = config.people.map(({ id }) => id);
  const near = name === undefined ? null : nearest(name, known);
  const guess = near === null ? '' : ` Did you mean ${near}?`;
  return `There is no person "${name ?? ''}" in ${terminal.env.config}.${guess} Known: ${known.join(', ')}.`;
}
