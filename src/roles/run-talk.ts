import { randomUUID } from 'node:crypto';
import { commands } from '../../commands/registry.ts';
import { talk } from '../../handlers/cli/talk.ts';
import { type Terminal, wishedOf } from './terminal.ts';

/** Every word that is no role of this machine: a line of the grammar for the running server. */
export function runTalk(terminal: Terminal, argv: readonly string[]): Promise<number> {
  const { stdout, stderr } = process;
  const specs = commands.map(({ spec }) => spec);
  return talk(argv, {
    stdout,
    stderr,
    wished: wishedOf(terminal),
    specs,
    clock: () => Date.now(),
    newKey: randomUUID,
  });
}
