import { readFileSync } from 'node:fs';
import type { Wished } from '../../handlers/cli/connection.ts';
import type { Config } from '../config/config.ts';
import { type Diagnostic, formatDiagnostics } from '../config/diagnostic.ts';
import type { Env } from '../config/env.ts';
import { loadConfig } from '../config/load.ts';
import { counted } from '../core/prose.ts';

/** What a command of the terminal gets: where to read and where to print. */
export interface Terminal {
  readonly env: Env;
  /** The whole environment, for the processes that are started from here. */
  readonly variables: Readonly<Record<string, string | undefined>>;
  out(text: string): void;
  err(text: string): void;
}

/** Where a command of this terminal finds the server. */
export function wishedOf({ env }: Terminal): Wished {
  return { url: env.url, token: env.token, dataFolder: env.data };
}

/** Reads the configuration or says everything that is wrong with it. */
export function readConfig(terminal: Terminal, file = terminal.env.config): Config | null {
  const loaded = loadConfig(file, (name) => readFileSync(name, 'utf8'));
  if (loaded.kind === 'config') return loaded.config;
  terminal.err(whyNone(loaded.diagnostics, file));
  return null;
}

/** A file that is not there has no mistakes to count, and no line to show. */
function whyNone(diagnostics: readonly Diagnostic[], file: string): string {
  const [first] = diagnostics;
  if (first?.code === 'missing-file') return first.sentence;
  return `${formatDiagnostics(diagnostics)}\n\n${verdict(diagnostics, file)}`;
}

function verdict(diagnostics: readonly Diagnostic[], file: string): string {
  const errors = diagnostics.filter(({ severity }) => severity === 'error').length;
  return `${counted(errors, 'mistake')} in ${file}; nothing was started.`;
}
