import { exitCodes } from '../../handlers/cli/exit-codes.ts';
import { returnToStable } from '../adapters/traffic/embedded-router.ts';
import { Failure } from '../core/failure.ts';
import { openDataFolder } from './data-folder.ts';
import { ProxyProcess, proxyFile, stopProxy } from './proxy-process.ts';
import type { Terminal } from './terminal.ts';
import { formsOf } from './usage.ts';

/** What one can do with the embedded proxy without Belay: it needs the data folder and nothing else. */
export async function runProxy(terminal: Terminal, [what, route]: readonly string[]): Promise<number> {
  const proxy = openDataFolder(terminal.env.data).readJson(proxyFile, ProxyProcess);
  if (what !== 'stable' && what !== 'stop') {
    terminal.err(formsOf('proxy'));
    return exitCodes.usage;
  }
  if (proxy === null) {
    terminal.err(
      `No proxy belongs to ${terminal.env.data}. Set BELAY_DATA to the data folder of the Belay you mean.`,
    );
    return exitCodes.unreachable;
  }
  if (what === 'stable') return allToStable(terminal, proxy, route);
  const stopped = await stopProxy(proxy);
  terminal.out(
    stopped ? 'The proxy has stopped; its addresses answer no more.' : 'The proxy was not running.',
  );
  return exitCodes.done;
}

/** Goes past every fence: a person at the machine is the last resort. */
async function allToStable(
  terminal: Terminal,
  proxy: ProxyProcess,
  only: string | undefined,
): Promise<number> {
  const routes = proxy.asked
    .map(({ route }) => route)
    .filter((route) => only === undefined || route === only);
  if (routes.length === 0) {
    terminal.err(
      `The proxy has no route ${only}. It has ${proxy.asked.map(({ route }) => route).join(', ')}.`,
    );
    return exitCodes.usage;
  }
  try {
    for (const route of routes) {
      const stable = await returnToStable(proxy, route);
      terminal.out(
        `${route}: everybody gets ${stable}. A Belay that is running will set its split again; roll back there too.`,
      );
    }
    return exitCodes.done;
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    terminal.err(error.message);
    return exitCodes.unreachable;
  }
}
