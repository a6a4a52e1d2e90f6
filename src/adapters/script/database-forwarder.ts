import { connect, createServer, isIP, type Server, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';

/** What libpq reads of a database in the sandbox, and where its socket leads. */
export interface DatabaseTarget {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password: string;
  readonly name: string;
  /** As libpq's sslmode has it: `verify` is verify-ca and verify-full. */
  readonly tls: 'none' | 'require' | 'verify';
}

/** @returns null when it is no `postgres://` address with a host */
export function readDatabaseUrl(text: string): DatabaseTarget | null {
  const url = URL.parse(text);
  if (url === null || !/^postgres(ql)?:$/.test(url.protocol) || url.hostname === '') return null;
  const mode = url.searchParams.get('sslmode') ?? 'disable';
  return {
    host: url.hostname.replaceAll(/[[\]]/g, ''),
    port: Number(url.port || 5432),
    user: decodeURIComponent(url.username),
    password: decodeURIComponent(url.password),
    name: decodeURIComponent(url.pathname.slice(1)) || decodeURIComponent(url.username),
    tls: mode.startsWith('verify') ? 'verify' : mode === 'require' ? 'require' : 'none',
  };
}

/** The database as a unix socket, because libpq knows no proxy. TLS, where it is asked for, begins here. */
export function createDatabaseForwarder(target: DatabaseTarget): Server {
  const server = createServer((client) => {
    client.on('error', () => client.destroy());
    client.pause();
    const plain = connect({ host: target.host, port: target.port, timeout: 10_000 });
    plain.on('error', () => client.destroy());
    plain.once('timeout', () => plain.destroy());
    plain.once('connect', () => {
      plain.setTimeout(0);
      if (target.tls === 'none') join(client, plain);
      else startTls(client, plain, target);
    });
  });
  server.maxConnections = 4;
  return server;
}

/** PostgreSQL's SSLRequest: eight bytes, answered by one. */
const sslRequest = Buffer.from([0, 0, 0, 8, 4, 210, 22, 47]);

function startTls(client: Socket, plain: Socket, { host, tls }: DatabaseTarget): void {
  plain.once('data', (answer: Buffer) => {
    if (answer.toString('latin1') !== 'S') {
      client.destroy();
      plain.destroy();
      return;
    }
    const named = isIP(host) === 0 ? { servername: host } : {};
    const secure = connectTls({ socket: plain, ...named, rejectUnauthorized: tls === 'verify' });
    secure.on('error', () => client.destroy());
    secure.once('secureConnect', () => join(client, secure));
  });
  plain.write(sslRequest);
}

function join(client: Socket, far: Socket): void {
  client.pipe(far).pipe(client);
  client.once('close', () => far.destroy());
  far.once('close', () => client.destroy());
}
