import { parseArgs } from 'node:util';
import { ServiceName } from '../../src/core/ids.ts';

export type MonitorLine =
  | {
      readonly kind: 'monitor';
      readonly target: string | null;
      readonly follow: boolean;
      readonly json: boolean;
    }
  | { readonly kind: 'wrong'; readonly sentence: string };

const usage = 'Usage: npx belay monitor [<service or rollout>] [--follow] [--json]';

export function readMonitorLine(argv: readonly string[]): MonitorLine {
  const read = readArgs(argv);
  if (read === null) return { kind: 'wrong', sentence: `\`monitor\` has no such flag. ${usage}` };
  const { values, positionals } = read;
  const [target = null] = positionals;
  if (values.help === true) return { kind: 'wrong', sentence: usage };
  if (positionals.length > 1) return { kind: 'wrong', sentence: `One target at a time. ${usage}` };
  if (target !== null && !ServiceName.safeParse(target).success) {
    return { kind: 'wrong', sentence: `That is no service and no rollout id. ${usage}` };
  }
  return { kind: 'monitor', target, follow: values.follow === true, json: values.json === true };
}

function readArgs(argv: readonly string[]) {
  try {
    return parseArgs({
      args: [...argv],
      allowPositionals: true,
      options: {
        follow: { type: 'boolean', short: 'f' },
        json: { type: 'boolean' },
        help: { type: 'boolean', short: 'h' },
      },
    });
  } catch {
    return null;
  }
}
