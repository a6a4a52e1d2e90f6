import { exitCodes } from '../../handlers/cli/exit-codes.ts';
import { openDataFolder } from './data-folder.ts';
import { ProxyProcess, proxyFile, stopProxy } from './proxy-process.ts';
import type { Terminal } from './terminal.ts';

/** `belay proxy stop`: ends the proxy that serves on after Belay has stopped. */
export async function runProxy(terminal: Terminal, [what]: readonly string[]): Promise<number> {
  if (what !== 'stop') {
    terminal.err('Usage: belay proxy stop');
    return exitCodes.usage;
  }
  const proxy = openDataFolder(terminal.env.data).readJson(proxyFile, ProxyProcess);
  const stopped = proxy !== null && (await stopProxy(proxy));
  terminal.out(
    stopped
      ? 'The proxy has stopped; its addresses answer no more.'
      : 'No proxy of this data folder is running.',
  );
  return exitCodes.done;
}
