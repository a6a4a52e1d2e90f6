import { exitCodes } from '../../handlers/cli/exit-codes.ts';
import { Failure } from '../core/failure.ts';
import { openDataFolder } from './data-folder.ts';
import { listenersOf, ProxyProcess, proxyFile } from './proxy-process.ts';
import { type ServerMessage, start } from './start.ts';
import { readConfig, type Terminal } from './terminal.ts';

/** `belay start`: everything on this machine, until Ctrl-C or SIGTERM. */
export async function runStart(terminal: Terminal): Promise<number> {
  const config = readConfig(terminal);
  if (config === null) return exitCodes.usage;
  const data = openDataFolder(terminal.env.data);
  const stop = stopSignal();
  try {
    const code = await start(
      {
        config,
        data,
        proxyEndsToo: false,
        environment: terminal.variables,
        tell: (message) => say(terminal, message),
      },
      stop,
    );
    const proxy = data.readJson(proxyFile, ProxyProcess);
    if (code === 0 && proxy !== null && listenersOf(config).length > 0) {
      terminal.out(
        `Belay has stopped. The proxy (process ${proxy.pid}) serves on with stable; \`npx belay proxy stop\` ends it.`,
      );
    }
    return code;
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    terminal.err(error.message);
    return exitCodes.refused;
  }
}

export function stopSignal(): AbortSignal {
  const stop = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stop.abort());
  return stop.signal;
}

function say(terminal: Terminal, message: ServerMessage | { kind: 'restarting'; sentence: string }): void {
  switch (message.kind) {
    case 'ready':
      terminal.out(`Belay answers at ${message.url}.`);
      if (message.loginUrl !== null) terminal.out(`Open the console: ${message.loginUrl}`);
      terminal.out('In another terminal: npx belay status');
      return;
    case 'failed':
    case 'restarting':
      terminal.err(message.sentence);
  }
}
