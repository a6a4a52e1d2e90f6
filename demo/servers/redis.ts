import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis, type RedisOptions } from 'ioredis';
import { selfSigned } from './certificate.ts';
import { freePort } from './free-port.ts';
import { installed } from './programs.ts';
import { startProcess } from './server-process.ts';

export interface RedisServer extends AsyncDisposable {
  /** With the password and, under TLS, the path of the certificate. */
  readonly url: string;
  readonly port: number;
  /** Says one command, as an administrator. */
  say(command: string, ...words: readonly string[]): Promise<unknown>;
  /** SIGKILL: what was not yet on disk is lost. */
  crash(): Promise<void>;
  /** Orderly: everything is written. */
  stop(): Promise<void>;
  /** Takes connections and answers nothing, until thawed. */
  freeze(): Promise<void>;
  thaw(): Promise<void>;
  /** On the same port and data as before. */
  start(): Promise<void>;
}

export interface RedisSettings {
  readonly password?: string;
  readonly tls?: boolean;
  readonly maxmemoryPolicy?: string;
  /** Writes each command to disk; on unless turned off. */
  readonly appendonly?: boolean;
  /** Words as on the command line: `['--replicaof', '127.0.0.1 7000']`. */
  readonly more?: readonly string[];
}

/** A server of its own on a free loopback port, its data in a folder of its own. */
export async function startRedis(options: RedisSettings = {}): Promise<RedisServer> {
  const dir = mkdtempSync(join(tmpdir(), 'belay-redis-'));
  const port = await freePort();
  const certificate = options.tls === true ? selfSigned(dir) : null;
  const reach = {
    port,
    host: '127.0.0.1',
    ...(options.password === undefined ? {} : { password: options.password }),
    ...(certificate === null ? {} : { tls: { ca: readFileSync(certificate.cert) } }),
  };
  const say: RedisServer['say'] = (command, ...words) => once(reach, command, words);
  const args = [
    ...['--bind', '127.0.0.1', '--dir', dir, '--save', ''],
    ...['--appendonly', options.appendonly === false ? 'no' : 'yes', '--appendfsync', 'always'],
    ...['--maxmemory-policy', options.maxmemoryPolicy ?? 'noeviction'],
    ...(options.password === undefined ? [] : ['--requirepass', options.password]),
    ...(certificate === null
      ? ['--port', String(port)]
      : [
          ...['--port', '0', '--tls-port', String(port), '--tls-auth-clients', 'no'],
          ...['--tls-cert-file', certificate.cert, '--tls-key-file', certificate.key],
        ]),
    ...(options.more ?? []),
  ];
  const run = () => startProcess(installed('redis-server'), args, () => say('PING'));
  let server = await run();
  const user = options.password === undefined ? '' : `:${encodeURIComponent(options.password)}@`;
  const address = `${user}127.0.0.1:${port}`;
  return {
    url: certificate === null ? `redis://${address}` : `rediss://${address}?ca=${certificate.cert}`,
    port,
    say,
    crash: () => server.end('SIGKILL'),
    stop: () => server.end('SIGTERM'),
    freeze: async () => server.send('SIGSTOP'),
    thaw: async () => server.send('SIGCONT'),
    start: async () => {
      server = await run();
    },
    [Symbol.asyncDispose]: async () => {
      await server.end('SIGKILL');
      rmSync(dir, { recursive: true });
    },
  };
}

type Reach = Pick<RedisOptions, 'host' | 'port' | 'password' | 'tls'>;

async function once(reach: Reach, command: string, words: readonly string[]): Promise<unknown> {
  const client = new Redis({
    ...reach,
    lazyConnect: true,
    retryStrategy: () => null,
    enableReadyCheck: false,
    connectTimeout: 2000,
  });
  client.on('error', () => {});
  try {
    await client.connect();
    return await client.call(command, ...words);
  } finally {
    client.disconnect();
  }
}
