import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { makeStoreFolder } from '../builders/store-folder.ts';
import { type Conversation, converse, type View } from './conversation.ts';
import { type BelayProcess, runBelay } from './process.ts';

export interface Belay extends Conversation, AsyncDisposable {
  readonly folder: string;
  readonly url: string;
  readonly variables: Readonly<Record<string, string>>;
  readonly process: BelayProcess;
  serverPid(): number;
  proxyPid(): number;
  /** SIGTERM, as Ctrl-C; the proxy is ended too. */
  stop(): Promise<{ code: number | null; out: string; err: string }>;
}

/** Ports that were free a moment ago. */
export async function freePorts(count: number): Promise<readonly number[]> {
  const servers = await Promise.all(
    Array.from({ length: count }, async () => {
      const server = createServer();
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      return server;
    }),
  );
  const ports = servers.map((server) => {
    const address = server.address();
    return typeof address === 'object' && address !== null ? address.port : 0;
  });
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return ports;
}

/** A folder with a belay.yml in it and the variables that point there. */
export async function belayFolder(
  configuration: string,
): Promise<{ folder: string; variables: Record<string, string> & { BELAY_CONFIG: string } }> {
  const folder = mkdtempSync(join(tmpdir(), 'belay-e2e-'));
  writeFileSync(join(folder, 'belay.yml'), configuration);
  const [port] = await freePorts(1);
  const variables = {
    BELAY_CONFIG: join(folder, 'belay.yml'),
    BELAY_DATA: join(folder, 'data'),
    BELAY_PORT: String(port),
    BELAY_LOG_LEVEL: 'warn',
  };
  return { folder, variables };
}

/** `belay start` in a folder of its own, ready to be talked to. */
export async function startBelay(
  configuration: string,
  more: Readonly<Record<string, string>> = {},
): Promise<Belay> {
  const made = await belayFolder(configuration);
  const variables: Record<string, string> = { ...made.variables, ...more };
  const { folder } = made;
  if (variables['DATABASE_URL'] === undefined)
    await makeStoreFolder(join(variables['BELAY_DATA'] ?? '', 'store'));
  const data = variables['BELAY_DATA'] ?? '';
  const process = runBelay(['start'], variables);
  const [, url = ''] = await process.printed(/Belay answers at (\S+)\.\n/);

  async function stop() {
    if (process.child.exitCode === null) process.child.kill('SIGTERM');
    await process.ended;
    await runBelay(['proxy', 'stop'], variables).finished;
    return process.finished;
  }

  return {
    ...converse({ url: () => url, variables, words: process.err }),
    folder,
    url,
    variables,
    process,
    stop,
    serverPid: () => Pid.parse(JSON.parse(readFileSync(join(data, 'store/lock.json'), 'utf8'))).pid,
    proxyPid: () => Pid.parse(JSON.parse(readFileSync(join(data, 'proxy.json'), 'utf8'))).pid,
    async [Symbol.asyncDispose]() {
      await stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

const Pid = z.object({ pid: z.number().int().positive() });

export function over({ card }: View): boolean {
  return card.over;
}
