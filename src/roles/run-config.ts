import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { exitCodes } from '../../handlers/cli/exit-codes.ts';
import { renderConfig, renderMap } from '../adapters/traffic/haproxy/render-config.ts';
import type { Config } from '../config/config.ts';
import { formatDiagnostics } from '../config/diagnostic.ts';
import { jsonSchema } from '../config/json-schema.ts';
import { loadConfig } from '../config/load.ts';
import { counted } from '../core/prose.ts';
import { secretRefs } from './command-environment.ts';
import { servedBy } from './served-by.ts';
import type { Terminal } from './terminal.ts';
import { formsOf } from './usage.ts';

/** `belay config check [file] [--json]`, `belay config schema`, `belay config haproxy [file] [--map]`. */
export function runConfig(terminal: Terminal, [what, ...rest]: readonly string[]): number {
  switch (what) {
    case 'schema':
      terminal.out(JSON.stringify(jsonSchema(), null, 2));
      return exitCodes.done;
    case 'check':
      return check(terminal, rest);
    case 'haproxy':
      return haproxy(terminal, rest);
    default:
      terminal.err(formsOf('config'));
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
    const all = [
      counted(services.length, 'service'),
      counted(environments.length, 'environment'),
      counted(people.length, 'person', 'people'),
    ];
    for (const name of unsetSecrets(loaded.config, terminal.variables)) {
      terminal.err(
        `Note: ${name} holds a secret of this file and is not set here; \`belay start\` needs it.`,
      );
    }
    terminal.out(`${file} is right: ${all.join(', ')}.`);
  }
  return good ? exitCodes.done : exitCodes.refused;
}

/** Whoever checks a file may well not have its secrets: that is no mistake. */
function unsetSecrets(config: Config, variables: Terminal['variables']): readonly string[] {
  const names = secretRefs(config).flatMap((ref) => ('env' in ref ? [ref.env] : []));
  return [...new Set(names)].filter((name) => (variables[name] ?? '') === '');
}

/** What HAProxy's configuration must hold; `--map` prints the map file alone. */
function haproxy(terminal: Terminal, rest: readonly string[]): number {
  const { map, router, file } = readHaproxyWords(rest);
  const loaded = loadConfig(file ?? terminal.env.config, (name) => readFileSync(name, 'utf8'));
  if (loaded.kind !== 'config') {
    terminal.err(formatDiagnostics(loaded.diagnostics));
    return exitCodes.refused;
  }
  const { routers } = loaded.config;
  const all = routers.filter((one) => one.kind === 'haproxy');
  const found = router === null ? all : all.filter(({ name }) => name === router);
  if (found.length === 0 || (map && found.length > 1)) {
    const known = all.map(({ name }) => name).join(', ');
    terminal.err(
      known === ''
        ? `${loaded.config.file} declares no router of kind haproxy.`
        : `Say which router: belay config haproxy ${map ? '--map ' : ''}--router <name>; there are ${known}.`,
    );
    return exitCodes.refused;
  }
  for (const { name, mapFile } of found) {
    const served = servedBy(loaded.config, name);
    terminal.out(map ? renderMap(served) : renderConfig(name, mapFile, served));
  }
  return exitCodes.done;
}

function readHaproxyWords(rest: readonly string[]): {
  map: boolean;
  router: string | null;
  file: string | undefined;
} {
  const { values, positionals } = parseArgs({
    args: [...rest],
    options: { map: { type: 'boolean' }, router: { type: 'string' } },
    allowPositionals: true,
    strict: false,
  });
  const { router } = values;
  return {
    map: values.map === true,
    router: typeof router === 'string' ? router : null,
    file: positionals[0],
  };
}
