import { once } from 'node:events';
import { createInterface } from 'node:readline';
import pino from 'pino';
import { z } from 'zod';
import { Failure } from '../../../core/failure.ts';
import { startProxy } from './start.ts';

/**
 * The proxy as a process of its own, so that it goes on serving when Belay stops or is busy. The parent writes
 * one line of JSON to its standard input (a token in the arguments would be visible to every process) and reads
 * one line from its standard output: `ready` with the ports, or `failed` with code and sentence.
 */
export const ProxySettings = z.object({
  control: z.object({ host: z.string(), port: z.number().int() }),
  listeners: z.array(z.object({ route: z.string(), host: z.string(), port: z.number().int() })),
  token: z.string().min(16),
  stateFile: z.string(),
});

async function main(): Promise<void> {
  const logger = pino({ name: 'proxy' }, pino.destination({ dest: 2, sync: true }));
  // The parent may be gone; the proxy goes on without anybody to tell.
  process.stdout.on('error', () => {});
  const [line] = await once(createInterface({ input: process.stdin }), 'line');
  const settings = ProxySettings.parse(JSON.parse(String(line)));
  try {
    const proxy = await startProxy({
      ...settings,
      log: (sentence, cause) => logger.warn({ cause }, sentence),
    });
    process.stdout.write(
      `${JSON.stringify({ kind: 'ready', control: proxy.control, listeners: proxy.listeners })}\n`,
    );
    for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => stop(proxy.close()));
  } catch (cause) {
    if (!(cause instanceof Failure)) throw cause;
    process.stdout.write(
      `${JSON.stringify({ kind: 'failed', code: cause.code, sentence: cause.message })}\n`,
    );
    process.exitCode = 1;
  } finally {
    process.stdin.destroy();
  }
}

/** Requests in flight get ten seconds. */
function stop(closing: Promise<void>): void {
  setTimeout(() => process.exit(0), 10_000).unref();
  void closing.then(() => process.exit(0));
}

await main();
