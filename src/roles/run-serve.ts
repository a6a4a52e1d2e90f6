import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { pino } from 'pino';
import { exitCodes } from '../../handlers/cli/exit-codes.ts';
import { Failure } from '../core/failure.ts';
import { openDataFolder } from './data-folder.ts';
import { ProxyProcess, proxyFile } from './proxy-process.ts';
import { newErrorId } from './random-ids.ts';
import { stopSignal } from './run-start.ts';
import { serve } from './serve.ts';
import type { ServerMessage } from './start.ts';
import { readConfig, type Terminal } from './terminal.ts';

const pageFolder = fileURLToPath(new URL('../../dashboard/dist', import.meta.url));

/** What Belay's own settings are, and so not for the programs that a plan runs. */
const ownVariables = /^BELAY_/;

/** `belay serve`: the server process that `belay start` keeps running. */
export async function runServe(terminal: Terminal): Promise<number> {
  const log = pino(
    { level: terminal.env.logLevel, redact: ['token', '*.token'] },
    pino.destination({ dest: 2, sync: true }),
  );
  const stop = stopSignal();
  const gone = new AbortController();
  process.once('disconnect', () => gone.abort());
  try {
    await using server = await open(terminal, log);
    tell({ kind: 'ready', url: server.url, loginUrl: server.loginUrl, pid: process.pid });
    await aborted(AbortSignal.any([stop, gone.signal]));
    return exitCodes.done;
  } catch (error) {
    tell({ kind: 'failed', sentence: failureSentence(error, log) });
    return exitCodes.refused;
  } finally {
    // The channel to the parent would keep this process alive when it has nothing left to do.
    if (process.connected) process.disconnect();
  }
}

/** What is expected to go wrong has a sentence; for the rest the log has the stack, under an id. */
function failureSentence(error: unknown, log: pino.Logger): string {
  if (error instanceof Failure) return error.message;
  const id = newErrorId();
  log.error({ err: error, id }, 'the server could not start');
  return `Belay could not start (${id}); the log says why.`;
}

async function open(terminal: Terminal, log: pino.Logger) {
  const config = readConfig(terminal);
  const data = openDataFolder(terminal.env.data);
  const proxy = data.readJson(proxyFile, ProxyProcess);
  if (config === null)
    throw new Failure('config-invalid', `${terminal.env.config} has mistakes; see above.`, {
      retryable: false,
    });
  if (proxy === null) {
    throw new Failure(
      'router-unreachable',
      'The proxy is not running. `belay serve` is started by `belay start`; use that.',
      { retryable: false },
    );
  }
  if (!existsSync(join(pageFolder, 'index.html'))) {
    throw new Failure(
      'config-invalid',
      'The console page has not been built. Run `npm run build:dashboard` and start again.',
      { retryable: false },
    );
  }
  const commandEnvironment = Object.fromEntries(
    Object.entries(terminal.variables).filter(
      (entry): entry is [string, string] => entry[1] !== undefined && !ownVariables.test(entry[0]),
    ),
  );
  const { host, port, publicUrl } = terminal.env;
  return serve({
    config,
    data,
    listen: { host, port },
    publicUrl,
    proxy,
    pageFolder,
    commandEnvironment,
    log,
  });
}

function tell(message: ServerMessage): void {
  process.send?.(message);
}

async function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return;
  await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
}
