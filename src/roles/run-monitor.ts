import { monitor } from '../../handlers/cli/monitor.ts';
import { stopSignal } from './run-start.ts';
import { type Terminal, wishedOf } from './terminal.ts';

/** `belay monitor [target] [--follow] [--json]`. */
export function runMonitor(terminal: Terminal, rest: readonly string[]): Promise<number> {
  const { stdout, stderr } = process;
  return monitor(rest, {
    stdout,
    stderr,
    wished: wishedOf(terminal),
    clock: () => Date.now(),
    signal: stopSignal(),
  });
}
