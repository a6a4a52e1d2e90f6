import { randomBytes } from 'node:crypto';
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { demoConsole } from '../demo/console.ts';
import { startRole } from '../demo/role-process.ts';
import { freePort } from '../demo/servers/free-port.ts';
import { startHaproxyWith } from '../demo/servers/haproxy-with.ts';
import { startPostgres } from '../demo/servers/postgres.ts';
import { printHaproxy } from '../demo/servers/print-haproxy.ts';
import { programAt } from '../demo/servers/programs.ts';
import { startRedis } from '../demo/servers/redis.ts';
import { terminalToken } from '../demo/stage.ts';
import type { System, SystemParts } from './rollback-rig.ts';
import { systemConfiguration } from './system-configuration.ts';

export function serversInstalled(): boolean {
  return (['haproxy', 'postgres', 'redis-server'] as const).every((program) => programAt(program) !== null);
}

/** One `belay bot` and one `belay worker` on PostgreSQL (every commit on disk) and Redis, HAProxy before the services. */
export async function openServersSystem(parts: SystemParts): Promise<System> {
  const { folder, services } = parts;
  await using opening = new AsyncDisposableStack();
  const postgres = opening.use(await startPostgres({ fsync: true }));
  const redis = opening.use(await startRedis());
  const haproxyFolder = join(folder, 'haproxy');
  mkdirSync(haproxyFolder);
  chmodSync(haproxyFolder, 0o700);
  const exporter = await freePort();
  const ports = await Promise.all(services.map(() => freePort()));
  const router = `  edge: { kind: haproxy, socket: ${haproxyFolder}/admin.sock, exporter: "http://127.0.0.1:${exporter}/metrics", map_file: ${haproxyFolder}/belay.map }`;
  const file = join(folder, 'belay.yml');
  writeFileSync(
    file,
    systemConfiguration(parts, router, () => 'edge'),
  );
  const configuration = haproxyConfiguration(parts, {
    folder: haproxyFolder,
    exporter,
    ports,
    printed: printHaproxy(file),
  });
  opening.use(await startHaproxyWith(haproxyFolder, configuration, printHaproxy(file, '--map')));
  const environment = {
    DATABASE_URL: postgres.url,
    REDIS_URL: redis.url,
    BELAY_CONFIG: file,
    BELAY_SESSION_KEY: randomBytes(32).toString('hex'),
    BELAY_LOG_LEVEL: 'error',
  };
  const { signal } = new AbortController();
  const data = join(folder, 'bot');
  const port = String(await freePort());
  const bot = opening.use(
    await startRole('bot', { ...environment, BELAY_DATA: data, BELAY_PORT: port }, signal),
  );
  opening.use(await startRole('worker', { ...environment, BELAY_DATA: join(folder, 'worker') }, signal));
  const opened = opening.move();
  return {
    console: demoConsole(bot.ready.url, terminalToken(data)),
    addresses: ports.map((one) => `http://127.0.0.1:${one}`),
    [Symbol.asyncDispose]: () => opened.disposeAsync(),
  };
}

interface Edge {
  readonly folder: string;
  readonly exporter: number;
  readonly ports: readonly number[];
  /** What `belay config haproxy` prints. */
  readonly printed: string;
}

function haproxyConfiguration({ services }: SystemParts, { folder, exporter, ports, printed }: Edge): string {
  const frontends = services.map(
    ({ name }, index) => `frontend visitors-${name}
    bind 127.0.0.1:${ports[index]}
    default_backend ${name}`,
  );
  return `global
    stats socket ${folder}/admin.sock mode 600 level admin
    hard-stop-after 5s
defaults
    mode http
    timeout connect 2s
    timeout client 30s
    timeout server 30s
${frontends.join('\n')}
frontend exporter
    bind 127.0.0.1:${exporter}
    http-request use-service prometheus-exporter if { path /metrics }
${printed}
`;
}
