import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chownSync, existsSync, globSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';

/** Where a PostgreSQL server is installed; null when there is none. */
export function postgresPrograms(): string | null {
  const places = [
    '/usr/lib/postgresql/*/bin',
    '/opt/homebrew/opt/postgresql@*/bin',
    '/usr/local/pgsql/bin',
    '/usr/bin',
  ];
  return (
    places.flatMap((place) => globSync(place)).findLast((place) => existsSync(join(place, 'initdb'))) ?? null
  );
}

export interface PostgresServer extends AsyncDisposable {
  readonly url: string;
  /** As when the machine loses power, then up again. */
  crash(): Promise<void>;
  start(): Promise<void>;
}

/** A server of its own on a free loopback port, with an empty database. It refuses to run as root. */
export async function startPostgres(programs: string): Promise<PostgresServer> {
  const user = process.getuid?.() === 0 ? unprivileged() : null;
  const dir = mkdtempSync(join(tmpdir(), 'belay-postgres-'));
  if (user !== null) chownSync(dir, user.uid, user.gid);
  const options = { ...user, cwd: dir, stdio: 'ignore' } as const;
  execFileSync(
    join(programs, 'initdb'),
    ['-D', `${dir}/data`, '-U', 'belay', '-A', 'trust', '--no-sync'],
    options,
  );
  const port = await freePort();
  const url = `postgres://belay@127.0.0.1:${port}/postgres`;
  const settings = [
    `port=${port}`,
    'listen_addresses=127.0.0.1',
    `unix_socket_directories=${dir}`,
    'fsync=off',
  ];
  const run = () =>
    spawn(
      join(programs, 'postgres'),
      ['-D', `${dir}/data`, ...settings.flatMap((one) => ['-c', one])],
      options,
    );

  let server = run();
  await answers(url);

  async function stop(signal: NodeJS.Signals): Promise<void> {
    const gone = once(server, 'exit');
    server.kill(signal);
    await gone;
  }

  return {
    url,
    crash: () => stop('SIGQUIT'),
    start: async () => {
      server = run();
      await answers(url);
    },
    [Symbol.asyncDispose]: async () => {
      if (server.exitCode === null) await stop('SIGINT');
      rmSync(dir, { recursive: true });
    },
  };
}

function unprivileged(): { readonly uid: number; readonly gid: number } {
  const id = (flag: string) => Number(execFileSync('id', [flag, 'nobody'], { encoding: 'utf8' }));
  return { uid: id('-u'), gid: id('-g') };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  await new Promise((closed) => server.close(closed));
  return typeof address === 'object' && address !== null ? address.port : 0;
}

async function answers(url: string): Promise<void> {
  for (let attempt = 0; ; attempt += 1) {
    const client = new pg.Client({ connectionString: url });
    client.on('error', () => {});
    try {
      await client.connect();
      await client.end();
      return;
    } catch (error) {
      if (attempt === 200) throw error;
      await new Promise((later) => setTimeout(later, 100));
    }
  }
}
