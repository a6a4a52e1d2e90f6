import { randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { demoConsole } from '../demo/console.ts';
import { startRole } from '../demo/role-process.ts';
import { planEdge } from '../demo/servers/edge.ts';
import { freePort } from '../demo/servers/free-port.ts';
import { startPostgres } from '../demo/servers/postgres.ts';
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
  const ports = await Promise.all(services.map(() => freePort()));
  const edge = await planEdge();
  const file = join(folder, 'belay.yml');
  const router = `  edge: ${JSON.stringify(edge.router)}`;
  writeFileSync(
    file,
    systemConfiguration(parts, router, () => 'edge'),
  );
  opening.use(
    await edge.start(
      file,
      services.map(({ name }, index) => ({ name, port: ports[index] ?? 0 })),
    ),
  );
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
