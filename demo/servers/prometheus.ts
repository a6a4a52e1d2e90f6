import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** Where the Prometheus program is installed; null when it is not. `path` is a list of folders like `$PATH`. */
export function prometheusProgram(path: string): string | null {
  const folders = [...path.split(delimiter).filter((folder) => folder !== ''), '/usr/bin', '/usr/local/bin'];
  return folders.map((folder) => join(folder, 'prometheus')).find((file) => existsSync(file)) ?? null;
}

export interface PrometheusServer extends AsyncDisposable {
  readonly url: string;
  readonly pid: number;
  /** Ends it as an operator would and starts it again on the same data and port. */
  restart(): Promise<void>;
  /** Ends it by its pid and removes its folder. */
  stop(): Promise<void>;
}

export interface PrometheusOptions {
  /** What `prometheusProgram` found. */
  readonly program: string;
  /** Its `prometheus.yml`. */
  readonly configuration: string;
  /** Further flags, such as `--web.config.file=…`. */
  readonly flags?: readonly string[];
}

/**
 * Starts Prometheus on a free loopback port in a folder of its own and waits until it answers.
 * @throws Error when it ends at once or is not ready in 20 s; what it said is in the message
 */
export async function startPrometheus(options: PrometheusOptions): Promise<PrometheusServer> {
  const folder = mkdtempSync(join(tmpdir(), 'belay-prometheus-'));
  writeFileSync(join(folder, 'prometheus.yml'), options.configuration);
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  let server = run(options, folder, port);
  const stop = async () => {
    await end(server);
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    await ready(url, server);
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    url,
    get pid() {
      return server.process.pid ?? 0;
    },
    restart: async () => {
      await end(server);
      server = run(options, folder, port);
      await ready(url, server);
    },
    stop,
    [Symbol.asyncDispose]: stop,
  };
}

function run({ program, flags = [] }: PrometheusOptions, folder: string, port: number) {
  const own = [
    `--config.file=${join(folder, 'prometheus.yml')}`,
    `--storage.tsdb.path=${join(folder, 'data')}`,
    `--web.listen-address=127.0.0.1:${port}`,
    '--log.level=warn',
  ];
  const child = spawn(program, [...own, ...flags], { cwd: folder, stdio: ['ignore', 'ignore', 'pipe'] });
  const said: string[] = [];
  child.stderr.on('data', (chunk: Buffer) => {
    if (said.length < 50) said.push(chunk.toString());
  });
  return { process: child, said };
}
type Running = ReturnType<typeof run>;

async function end({ process }: Running): Promise<void> {
  if (process.exitCode !== null || process.signalCode !== null) return;
  const gone = once(process, 'exit');
  process.kill('SIGTERM');
  await gone;
}

async function ready(url: string, { process, said }: Running): Promise<void> {
  const until = Date.now() + 20_000;
  while (Date.now() < until && process.exitCode === null) {
    const answer = await fetch(`${url}/-/ready`).catch(() => null);
    await answer?.body?.cancel();
    if (answer?.ok === true) return;
    await sleep(50);
  }
  throw new Error(`Prometheus did not become ready: ${said.join('')}`);
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  await new Promise((closed) => server.close(closed));
  return typeof address === 'object' && address !== null ? address.port : 0;
}
