import { once } from 'node:events';
import { createInterface } from 'node:readline';
import pino from 'pino';
import { Failure } from '../../../core/failure.ts';
import { toldError, withoutPasswords } from '../../../core/told-error.ts';
import { ProxySettings, type ProxyStart } from './settings.ts';
import { type RunningProxy, startProxy } from './start.ts';

/**
 * The proxy as a process of its own, so that serving does not depend on how busy Belay is. The parent writes one
 * line of settings to standard input (a token among the arguments would be visible to every process) and reads
 * one line from standard output.
 */
async function main(): Promise<void> {
  const logger = pino(
    { name: 'proxy', serializers: { cause: toldError }, hooks: { streamWrite: withoutPasswords } },
    pino.destination({ dest: 2, sync: true }),
  );
  // The parent may be gone; the proxy goes on without anybody to tell.
  process.stdout.on('error', () => {});
  const [line] = await once(createInterface({ input: process.stdin }), 'line');
  const settings = ProxySettings.parse(JSON.parse(String(line)));
  try {
    const proxy = await startProxy({
      ...settings,
      log: (sentence, cause) => logger.warn({ cause }, sentence),
    });
    tell({ kind: 'ready', control: proxy.control, listeners: [...proxy.listeners] });
    stopInTime(proxy, settings);
  } catch (cause) {
    if (!(cause instanceof Failure) || cause.code !== 'port-in-use') throw cause;
    tell({ kind: 'failed', code: cause.code, sentence: cause.message });
    process.exitCode = 1;
    process.stdin.destroy();
  }
}

function tell(start: ProxyStart): void {
  process.stdout.write(`${JSON.stringify(start)}\n`);
}

function stopInTime(proxy: RunningProxy, { endWithParent }: ProxySettings): void {
  process.on('SIGTERM', () => drain(proxy));
  process.on('SIGINT', () => drain(proxy));
  if (endWithParent) process.stdin.once('close', () => drain(proxy));
  else process.stdin.destroy();
}

/** Requests in flight get ten seconds. */
function drain(proxy: RunningProxy): void {
  setTimeout(() => process.exit(0), 10_000).unref();
  proxy.close().finally(() => process.exit(0));
}

await main();
