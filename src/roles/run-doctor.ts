import { parseArgs } from 'node:util';
import { widthOf } from '../../handlers/cli/console-streams.ts';
import { exitCodes } from '../../handlers/cli/exit-codes.ts';
import { findingsText } from '../../handlers/cli/print-findings.ts';
import { painter } from '../../handlers/cli/terminal-text.ts';
import type { Finding } from '../ports/examine.ts';
import { openDataFolder } from './data-folder.ts';
import { examinations } from './examinations.ts';
import { readConfig, type Terminal } from './terminal.ts';
import { formsOf } from './usage.ts';

/** `belay doctor [--json]`: what is wrong with the servers that belay.yml and the environment name, and the next step. */
export async function runDoctor(terminal: Terminal, rest: readonly string[]): Promise<number> {
  const asked = readWords(rest);
  if (asked === null) {
    terminal.err(formsOf('doctor'));
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

function readWords(rest: readonly string[]): 'json' | 'text' | null {
  try {
    const options = { json: { type: 'boolean' } } as const;
    const { json } = parseArgs({ args: [...rest], options }).values;
    return json === true ? 'json' : 'text';
  } catch {
    return null;
  }
}
