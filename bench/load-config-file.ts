import { readFileSync } from 'node:fs';
import type { Config } from '../src/config/config.ts';
import { formatDiagnostics } from '../src/config/diagnostic.ts';
import { loadConfig } from '../src/config/load.ts';

/** @throws TypeError with every mistake */
export function loadConfigFile(file: string): Config {
  const loaded = loadConfig(file, (name) => readFileSync(name, 'utf8'));
  if (loaded.kind === 'config') return loaded.config;
  throw new TypeError(formatDiagnostics(loaded.diagnostics));
}
