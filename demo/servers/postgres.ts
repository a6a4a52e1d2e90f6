import { execFileSync, spawnSync } from 'node:child_process';
import { chownSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { freePort } from './free-port.ts';
import { installed, programAt } from './programs.ts';
import { startProcess } from './server-process.ts';

export interface PostgresServer extends AsyncDisposable {
  readonly url: string;
  readonly port: number;
  /** As when the machine loses power. */
  crash(): Promise<void>;
  /** SIGKILL to the server and everything it started, in the same moment. */
  kill(): Promise<void>;
  /** Takes connections and answers nothing, until thawed. */
  freeze(): void;
  thaw(): void;
  /** Orderly, connections closed. */
  stop(): Promise<void>;
  start(): Promise<void>;
  /** From the next start on it is a standby that takes no writes. */
  becomeStandby(): void;
  /** Makes a user with few rights who must know the password. @returns their URL */
  addUser(name: string, password: string): Promise<string>;
}

interface PostgresOptions {
  /** Writes reach the disk before they are acknowledged. Off, a crash of the machine would lose data; of the server not. */
  readonly fsync?: boolean;
  /** Settings as in postgresql.conf: `max_connections=10`. */
  readonly settings?: readonly string[];
}

export function postgresInstalled(): boolean {
  return programAt('initdb') !== null && programAt('postgres') !== null;
}

/** A server of its own on a free loopback port, with an empty database. It refuses to run as root. */
export async function startPostgres(options: PostgresOptions = {}): Promise<PostgresServer> {
  const user = process.getuid?.() === 0 ? unprivileged() : null;
  const dir = mkdtempSync(join(tmpdir(), 'belay-postgres-'));
  const data = join(dir, 'data');
  if (user !== null) chownSync(dir, user.uid, user.gid);
  const owned = { ...user, cwd: dir };
  execFileSync(installed('initdb'), ['-D', data, '-U', 'belay', '-A', 'trust', '--no-sync'], {
    ...owned,
    stdio: 'ignore',
  });
  writeFileSync(join(data, 'pg_hba.conf'), WHO_MAY);
  const port = await freePort();
  const url = `postgres://belay@127.0.0.1:${port}/postgres`;
  const settings = [
    `port=${port}`,
    'listen_addresses=127.0.0.1',
    `unix_socket_directories=${dir}`,
    `fsync=${options.fsync === true ? 'on' : 'off'}`,
    ...(options.settings ?? []),
  ];
  const args = ['-D', data, ...settings.flatMap((one) => ['-c', one])];
  const run = () => startProcess(installed('postgres'), args, () => ask(url, 'SELECT 1'), owned);
  let server = await run();
  const thaw = (): void => {
    if (!server.running) return;
    signalAll(childrenOf(server.pid), 'SIGCONT');
    server.send('SIGCONT');
  };

  return {
    url,
    port,
    crash: () => server.end('SIGQUIT'),
    kill: async () => {
      signalAll(childrenOf(server.pid), 'SIGKILL');
      await server.end('SIGKILL');
    },
    // The server first, so that it starts nobody new meanwhile.
    freeze: () => {
      server.send('SIGSTOP');
      signalAll(childrenOf(server.pid), 'SIGSTOP');
    },
    thaw,
    stop: () => server.end('SIGINT'),
    start: async () => {
      server = await run();
    },
    becomeStandby: () => writeFileSync(join(data, 'standby.signal'), ''),
    addUser: async (name, password) => {
      const role = pg.escapeIdentifier(name);
      await ask(url, `CREATE ROLE ${role} LOGIN PASSWORD ${pg.escapeLiteral(password)}`);
      return `postgres://${encodeURIComponent(name)}:${encodeURIComponent(password)}@127.0.0.1:${port}/postgres`;
    },
    [Symbol.asyncDispose]: async () => {
      thaw();
      await server.end('SIGINT');
      rmSync(dir, { recursive: true });
    },
  };
}

const WHO_MAY = `local all         all              trust
host  all         belay 127.0.0.1/32 trust
host  all         all   127.0.0.1/32 scram-sha-256
`;

function unprivileged(): { readonly uid: number; readonly gid: number } {
  const id = (flag: string) => Number(execFileSync('id', [flag, 'nobody'], { encoding: 'utf8' }));
  return { uid: id('-u'), gid: id('-g') };
}

/** Each connection is a process of its own. */
function childrenOf(pid: number): readonly number[] {
  const { stdout } = spawnSync('pgrep', ['-P', String(pid)], { encoding: 'utf8' });
  return stdout.split('\n').filter(Boolean).map(Number);
}

function signalAll(pids: readonly number[], signal: NodeJS.Signals): void {
  for (const pid of pids) {
    try {
      process.kill(pid, signal);
    } catch {
      // It has ended by itself meanwhile.
    }
  }
}

async function ask(url: string, sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => {});
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}
