import { userInfo } from 'node:os';
import { z } from 'zod';
import { exitCodes } from '../../handlers/cli/exit-codes.ts';
import { sessionLasts, signToken } from '../../handlers/http/session.ts';
import { nearest } from '../core/nearest.ts';
import { openDataFolder } from './data-folder.ts';
import { operatorOf } from './operator.ts';
import { readConfig, type Terminal } from './terminal.ts';

/** `belay login [person]`: a link into the console, for whoever may read the data folder. */
export function runLogin(terminal: Terminal, [name]: readonly string[]): number {
  const config = readConfig(terminal);
  if (config === null) return exitCodes.usage;
  const person =
    name === undefined
      ? operatorOf(config, userInfo().username)
      : config.people.find(({ id }) => id === name);
  if (person === undefined || person === null) {
    const known = config.people.map(({ id }) => id);
    const near = name === undefined ? null : nearest(name, known);
    const guess = near === null ? '' : ` Did you mean ${near}?`;
    terminal.err(
      `There is no person "${name ?? ''}" in ${terminal.env.config}.${guess} Known: ${known.join(', ')}.`,
    );
    return exitCodes.usage;
  }
  const data = openDataFolder(terminal.env.data);
  const token = signToken(
    person.id,
    Date.now() + sessionLasts,
    openDataFolder(terminal.env.data).sessionKey(),
  );
  const running = data.readJson('terminal.json', z.object({ url: z.url() }));
  terminal.out(`${running?.url ?? terminal.env.consoleUrl}/#token=${token}`);
  terminal.err(`Whoever opens this link within 12 hours acts as ${person.name}. Do not pass it on.`);
  return exitCodes.done;
}
