import { readEnv } from '../../src/config/env.ts';
import { runConfig } from '../../src/roles/run-config.ts';

/** What `belay config haproxy` prints for a belay.yml, or with `--map` its map file; ends with a newline. */
export function printHaproxy(configuration: string, ...words: readonly '--map'[]): string {
  const read = readEnv({}, () => '');
  if (read.kind === 'invalid') throw new TypeError(read.sentences.join(' '));
  const printed: string[] = [];
  const wrong: string[] = [];
  const out = (text: string): void => void printed.push(text);
  const err = (text: string): void => void wrong.push(text);
  const code = runConfig({ env: read.env, variables: {}, out, err }, ['haproxy', configuration, ...words]);
  if (code !== 0) throw new TypeError(wrong.join('\n'));
  return `${printed.join('\n')}\n`;
}
