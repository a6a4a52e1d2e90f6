import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from './free-port.ts';
import { installed } from './programs.ts';
import { startProcess } from './server-process.ts';

export interface PrometheusServer extends AsyncDisposable {
  readonly url: string;
  /** SIGTERM: everything is written. */
  stop(): Promise<void>;
  /** On the same port, data and configuration as before. */
  start(): Promise<void>;
}

/**
 * A server of its own on a free loopback port, its data in a folder of its own.
 * @param configuration its `prometheus.yml`
 * @param flags further ones, such as `--web.config.file=…`
 * @param fill puts samples into its data folder before it starts
 */
export async function startPrometheus(
  configuration: string,
  flags: readonly string[] = [],
  fill: (data: string) => void = () => undefined,
): Promise<PrometheusServer> {
  const dir = mkdtempSync(join(tmpdir(), 'belay-prometheus-'));
  writeFileSync(join(dir, 'prometheus.yml'), configuration);
  fill(join(dir, 'data'));
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const args = [
    `--config.file=${join(dir, 'prometheus.yml')}`,
    `--storage.tsdb.path=${join(dir, 'data')}`,
    `--web.listen-address=127.0.0.1:${port}`,
    '--log.level=warn',
    ...flags,
  ];
  const run = () => startProcess(installed('prometheus'), args, () => ready(url), { cwd: dir });
  let server = await run();
  return {
    url,
    stop: () => server.end('SIGTERM'),
    start: async () => {
      if (!server.running) server = await run();
    },
    [Symbol.asyncDispose]: async () => {
      await server.end('SIGTERM');
      rmSync(dir, { recursive: true });
    },
  };
}

/** A server that asks for a password answers too, if with 401. */
async function ready(url: string): Promise<void> {
  const answer = await fetch(`${url}/-/ready`);
  await answer.body?.cancel();
  if (answer.status !== 200 && answer.status !== 401) throw new Error(`answered ${answer.status}`);
}
