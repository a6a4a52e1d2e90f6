import { randomBytes } from 'node:crypto';
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Failure } from '../src/core/failure.ts';
import { type DemoPorts, freePorts } from './configuration.ts';
import { demoConsole, type View } from './console.ts';
import { startLoad } from './load.ts';
import { type RoleProcess, startRole } from './role-process.ts';
import { freePort } from './servers/free-port.ts';
import { startHaproxyWith } from './servers/haproxy-with.ts';
import { installServers } from './servers/install.ts';
import { onThisMachine, type Whereabouts } from './servers/on-this-machine.ts';
import { startPostgres } from './servers/postgres.ts';
import { printHaproxy } from './servers/print-haproxy.ts';
import { startPrometheus } from './servers/prometheus.ts';
import { startRedis } from './servers/redis.ts';
import { startProcess } from './servers/server-process.ts';
import { type Stage, type StageOptions, terminalToken } from './stage.ts';

const shopProgram = fileURLToPath(new URL('shop.ts', import.meta.url));

/**
 * The processes of docker-compose.yml on this machine, with the same configurations: PostgreSQL, Redis, Prometheus,
 * HAProxy, the shop in three versions, one bot and two workers. Once a rollout is under way a worker is killed.
 * @throws Failure server-unreachable, config-invalid; whatever keeps a server from starting; the signal's reason
 */
export async function openServerStage(options: Omit<StageOptions, 'edit'>): Promise<Stage> {
  const { folder, stop, tell } = options;
  requireServers(tell);
  await using opening = new AsyncDisposableStack();
  const over = new AbortController();
  const ended = AbortSignal.any([stop, over.signal]);
  const ports = await freePorts();
  const backend = await openBackend(opening, stop);
  const configuration = await openEdge(opening, folder, ports, stop);
  tell('They and three shops are up. Starting one bot and two workers …');
  const common = {
    ...backend,
    BELAY_CONFIG: configuration,
    BELAY_SESSION_KEY: randomBytes(32).toString('hex'),
    BELAY_LOG_LEVEL: 'warn',
  };
  const data = join(folder, 'bot');
  const roles = [
    startRole('bot', { ...common, BELAY_DATA: data, BELAY_PORT: String(ports.console) }, stop),
    ...['worker-1', 'worker-2'].map((name) =>
      startRole('worker', { ...common, BELAY_DATA: join(folder, name) }, stop),
    ),
  ];
  // All of them, also when one of them does not come up: they are asked at once and waited for together.
  opening.defer(async () => {
    await Promise.allSettled(roles.map(async (role) => (await role)[Symbol.asyncDispose]()));
  });
  const [bot, ...workers] = await Promise.all(roles);
  if (bot === undefined) throw new TypeError('a bot was started');
  const pids = workers.map(({ ready }) => ready.pid).join(' and ');
  tell(`The bot is process ${bot.ready.pid}, the workers are processes ${pids}.`);
  const url = `http://127.0.0.1:${ports.shop}`;
  const load = startLoad({ url, requestsPerSecond: options.requestsPerSecond, signal: ended });
  const opened = opening.move();
  return {
    ports,
    data,
    load,
    console: demoConsole(bot.ready.url, terminalToken(data)),
    server: () => bot.ready,
    running: Promise.race([bot.ended.then(() => 1), aborted(stop).then(() => 0)]),
    meanwhile: killInMidRollout(workers, tell),
    async close() {
      over.abort();
      await load.done;
      await opened.disposeAsync();
    },
  };
}

function requireServers(tell: (sentence: string) => void): void {
  const programs = ['postgres', 'redis-server', 'haproxy', 'prometheus'] as const;
  const allowed = process.env['BELAY_NO_INSTALL'] !== '1';
  const missing = installServers(allowed, tell, { programs, otherwise: 'the demo on servers needs them' });
  if (missing.length === 0) return;
  throw new Failure(
    'server-unreachable',
    `Nothing was started. Install ${missing.join(', ')} (as root on Debian or Ubuntu this command does that itself), or run the demo without --servers.`,
    { retryable: false },
  );
}

/** What bots and workers share, as environment variables say it. */
async function openBackend(
  opening: AsyncDisposableStack,
  stop: AbortSignal,
): Promise<Record<'DATABASE_URL' | 'REDIS_URL', string>> {
  const postgres = opening.use(await startPostgres());
  stop.throwIfAborted();
  const redis = opening.use(await startRedis({ password: randomBytes(32).toString('hex') }));
  stop.throwIfAborted();
  return { DATABASE_URL: postgres.url, REDIS_URL: redis.url };
}

/** The shops, what measures them and what is before them. @returns the path of belay.yml */
async function openEdge(
  opening: AsyncDisposableStack,
  folder: string,
  ports: DemoPorts,
  stop: AbortSignal,
): Promise<string> {
  for (const [version, port] of Object.entries(ports.versions)) {
    const answers = () => fetch(`http://127.0.0.1:${port}/health`);
    const shop = await startProcess(process.execPath, [shopProgram, version, String(port)], answers);
    opening.defer(() => shop.end('SIGTERM'));
    stop.throwIfAborted();
  }
  const haproxyFolder = join(folder, 'haproxy');
  mkdirSync(haproxyFolder);
  chmodSync(haproxyFolder, 0o700);
  const where: Whereabouts = { ...ports, exporter: await freePort(), haproxyFolder };
  const prometheus = opening.use(await startPrometheus(onThisMachine('prometheus.yml', where)));
  stop.throwIfAborted();
  const configuration = join(folder, 'belay.yml');
  writeFileSync(configuration, onThisMachine('belay.yml', { ...where, prometheus: prometheus.url }));
  const map = printHaproxy(configuration, '--map');
  opening.use(await startHaproxyWith(haproxyFolder, onThisMachine('haproxy.cfg', where), map));
  stop.throwIfAborted();
  return configuration;
}

/** Kills the first worker in the middle of a hold, and says that the other one goes on when it does. */
function killInMidRollout(
  workers: readonly RoleProcess[],
  tell: (sentence: string) => void,
): (view: View) => Promise<void> {
  const [victim, other] = workers;
  let looks = 0;
  let wentOn = false;
  let before = 0;
  return async ({ card, timeline }) => {
    if (looks < 2 && card.traffic.wanted === 25) {
      looks += 1;
      if (looks < 2) return;
      await victim?.kill();
      before = timeline.length;
      tell(`! Worker ${victim?.ready.pid} was killed with SIGKILL; nobody starts it again.`);
    } else if (looks === 2 && !wentOn && timeline.length > before) {
      wentOn = true;
      tell(`! Worker ${other?.ready.pid} goes on where the log ends:`);
    }
  };
}

async function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return;
  await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
}
