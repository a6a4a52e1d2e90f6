import { readFileSync, rmSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { planEdge } from '../../demo/servers/edge.ts';
import { haproxyInstalled } from '../../demo/servers/haproxy.ts';
import { type PostgresServer, startPostgres } from '../../demo/servers/postgres.ts';
import { type RedisServer, startRedis } from '../../demo/servers/redis.ts';
import { loadConfig } from '../../src/config/load.ts';
import { openDataFolder } from '../../src/roles/data-folder.ts';
import { ensureProxy, stopProxy } from '../../src/roles/proxy-process.ts';
import { belayFolder, freePorts } from './belay.ts';
import { configuration, type TestService } from './configuration.ts';
import { type Conversation, converse } from './conversation.ts';
import { type BelayProcess, runBelay } from './process.ts';

/** `bot-0`, `worker-1`: one process of the system. */
export type Member = `${'bot' | 'worker'}-${number}`;

/** Bots and workers, each a process of its own, on a PostgreSQL and a Redis that they share. */
export interface Cluster extends Conversation, AsyncDisposable {
  readonly folder: string;
  readonly variables: Readonly<Record<string, string>>;
  readonly members: readonly Member[];
  readonly postgres: PostgresServer;
  readonly redis: RedisServer;
  /** Null while it does not run. */
  pid(member: Member): number | null;
  /** SIGKILL; resolves when it is gone. */
  kill(member: Member): Promise<void>;
  /** SIGTERM, and waits until it has ended. @returns its exit code */
  stop(member: Member): Promise<number | null>;
  /** Starts it again, on the same port; resolves when it says that it is ready. */
  start(member: Member): Promise<void>;
  /** What all of them have said on standard error. */
  words(): string;
}

/**
 * @param services what it releases; visitors come through a HAProxy where one is installed, else through the
 * embedded proxy, which runs beside the system
 * @param wanted how many of each
 */
export async function startCluster(
  services: readonly TestService[],
  wanted: { readonly bots: number; readonly workers: number } = { bots: 1, workers: 2 },
): Promise<Cluster> {
  await using starting = new AsyncDisposableStack();
  const edge = haproxyInstalled() ? await planEdge() : null;
  const { folder, variables: own } = await belayFolder(configuration(services, edge?.router));
  starting.defer(() => rmSync(folder, { recursive: true, force: true }));
  const postgres = starting.use(await startPostgres());
  const redis = starting.use(await startRedis());
  const variables = { ...own, DATABASE_URL: postgres.url, REDIS_URL: redis.url };
  if (edge === null) await openProxy(variables, starting);
  else starting.use(await edge.start(own.BELAY_CONFIG, services));
  const ports = await freePorts(wanted.bots);
  const members: readonly Member[] = [
    ...ports.map((_port, index): Member => `bot-${index}`),
    ...Array.from({ length: wanted.workers }, (_none, index): Member => `worker-${index}`),
  ];
  const running = new Map<Member, BelayProcess>();
  const said: string[] = [];

  function urlOf(): string {
    const up = ports.findIndex((_port, index) => running.has(`bot-${index}`));
    return `http://127.0.0.1:${ports[Math.max(0, up)]}`;
  }

  async function start(member: Member): Promise<void> {
    const [role = '', index] = member.split('-');
    const port = role === 'bot' ? { BELAY_PORT: String(ports[Number(index)]) } : {};
    const process = runBelay([role], { ...variables, ...port });
    running.set(member, process);
    process.ended.then(() => {
      if (running.get(member) === process) running.delete(member);
    });
    process.finished.then(({ err }) => said.push(`${member}:\n${err}`));
    await process.printed(/Belay (bot answers at|worker takes jobs)/);
  }

  async function end(member: Member, signal: NodeJS.Signals): Promise<number | null> {
    const process = running.get(member);
    running.delete(member);
    process?.child.kill(signal);
    return (await process?.ended) ?? null;
  }

  starting.defer(async () => {
    await Promise.all(members.map((member) => endWithin(running.get(member))));
  });
  // The first makes the tables; the others find them.
  for (const member of members) await start(member);
  const words = () =>
    [...said, ...[...running].map(([member, process]) => `${member}:\n${process.err()}`)].join('\n');
  const started = starting.move();
  return {
    ...converse({ url: urlOf, variables, words }),
    folder,
    variables,
    members,
    postgres,
    redis,
    words,
    start,
    pid: (member) => running.get(member)?.child.pid ?? null,
    kill: async (member) => void (await end(member, 'SIGKILL')),
    stop: (member) => end(member, 'SIGTERM'),
    [Symbol.asyncDispose]: () => started.disposeAsync(),
  };
}

/** Asked first, then made to. */
async function endWithin(process: BelayProcess | undefined): Promise<void> {
  process?.child.kill('SIGTERM');
  await Promise.race([process?.ended, sleep(10_000)]);
  process?.child.kill('SIGKILL');
  await process?.ended;
}

async function openProxy(
  variables: Readonly<Record<string, string>>,
  stack: AsyncDisposableStack,
): Promise<void> {
  const loaded = loadConfig(variables['BELAY_CONFIG'] ?? '', (file) => readFileSync(file, 'utf8'));
  if (loaded.kind === 'invalid') throw new Error(loaded.diagnostics.map((one) => one.sentence).join('\n'));
  const { proxy } = await ensureProxy(loaded.config, openDataFolder(variables['BELAY_DATA'] ?? ''), true);
  stack.defer(async () => void (await stopProxy(proxy)));
}
