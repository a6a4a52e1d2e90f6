import { readFileSync } from 'node:fs';
import { exitCodes } from '../../handlers/cli/exit-codes.ts';
import { formatDiagnostics } from '../config/diagnostic.ts';
import { jsonSchema } from '../config/json-schema.ts';
import { loadConfig } from '../config/load.ts';
import type { Terminal } from './terminal.ts';

/** `belay config check [file] [--json]` and `belay config schema`. */
export function runConfig(terminal: Terminal, [what, ...rest]: readonly string[]): number {
  switch (what) {
    case 'schema':
      terminal.out(JSON.stringify(jsonSchema(), null, 2));
      return exitCodes.done;
    case 'check':
      return check(terminal, rest);
    default:
      terminal.err('Usage: belay config check [file] [--json] · belay config schema');
      return exitCodes.usage;
  }
}

function check(terminal: Terminal, rest: readonly string[]): number {
  const json = rest.includes('--json');
  const file = rest.find((word) => !word.startsWith('-')) ?? terminal.env.config;
  const loaded = loadConfig(file, (name) => readFileSync(name, 'utf8'));
  const found = loaded.kind === 'config' ? loaded.warnings : loaded.diagnostics;
  const good = loaded.kind === 'config';
  if (json) terminal.out(JSON.stringify({ file, ok: good, diagnostics: found }));
  else if (found.length > 0) terminal.err(formatDiagnostics(found));
  if (!json && loaded.kind === 'config') {
    const { services, environments, people } = loaded.config;
    terminal.out(
      `${file} is right: ${services.length} services, ${environments.length} environments, ${people.length} people.`,
    );
  }
  return good ? exitCodes.done : exitCodes.refused;
}
