import { parseArgs } from 'node:util';
import { widthOf } from '../../handlers/cli/console-streams.ts';
import { exitCodes } from '../../handlers/cli/exit-codes.ts';
import { findingsText } from '../../handlers/cli/print-findings.ts';
import { painter } from '../../handlers/cli/terminal-text.ts';
import type { Finding } from '../ports/examine.ts';
import { openDataFolder } from './data-folder.ts';
import { examinations } from './examinations.ts';
import { readConfig, type Terminal } from './terminal.ts';

const usage = `Usage: belay doctor [--json]

Looks at everything that Belay depends on, before it is needed: the configuration, the database, the queues, routers,
metric servers, secrets and clocks. Changes nothing. Ends with 0 when rollouts can work, with 1 when something is wrong.`;

/** `belay doctor [--json]`: what is wrong with the servers that belay.yml and the environment name, and the next step. */
export async function runDoctor(terminal: Terminal, rest: readonly string[]): Promise<number> {
  const asked = readWords(rest);
  if (asked === 'help') {
    terminal.out(usage);
    return exitCodes.done;
  }
  if (asked === null) {
    terminal.err(usage);
    return exitCodes.usage;
  }
  const config = readConfig(terminal);
  if (config === null) return exitCodes.usage;
  const data = openDataFolder(terminal.env.data);
  const examines = examinations({ config, env: terminal.env, data, variables: terminal.variables });
  const findings = (await Promise.all(examines.map((examine) => examine()))).flat();
  terminal.out(asked === 'json' ? JSON.stringify(findings) : text(findings));
  return findings.some(isError) ? exitCodes.refused : exitCodes.done;
}

function text(findings: readonly Finding[]): string {
  const { stdout } = process;
  return findingsText(findings, { paint: painter(stdout), width: widthOf(stdout) });
}

function isError({ state }: Finding): boolean {
  return state === 'error';
}

function readWords(rest: readonly string[]): 'json' | 'text' | 'help' | null {
  try {
    const options = { json: { type: 'boolean' }, help: { type: 'boolean', short: 'h' } } as const;
    const { json, help } = parseArgs({ args: [...rest], options }).values;
    if (help === true) return 'help';
    return json === true ? 'json' : 'text';
  } catch {
    return null;
  }
}
