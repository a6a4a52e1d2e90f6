import { lookup } from 'node:dns';
import { BlockList, connect, createServer, type LookupFunction, type Server, type Socket } from 'node:net';

/** More at once than any script of probes opens. */
const mostConnections = 32;
const connectTimeout = 10_000;

/**
 * The only way out of the sandbox: SOCKS5 on a unix socket, to listed `host:port` pairs and nothing else. Bytes pass
 * as they are, so TLS stays between the two ends.
 * @param onRefused told what was asked for and is not listed
 */
export function createSocksForwarder(
  hosts: readonly string[],
  onRefused: (host: string) => void,
  resolve: LookupFunction = lookup,
): Server {
  const listed = new Set(hosts);
  const server = createServer((client) => {
    client.on('error', () => client.destroy());
    greet(
      client,
      (host, port) => {
        const asked = `${host.includes(':') ? `[${host}]` : host.toLowerCase()}:${port}`;
        if (listed.has(asked)) return true;
        onRefused(asked);
        return false;
      },
      resolve,
    );
  });
  server.maxConnections = mostConnections;
  return server;
}

const notAllowed = 2;
const unreachable = 4;
const unsupported = 7;

function greet(
  client: Socket,
  isListed: (host: string, port: number) => boolean,
  resolve: LookupFunction,
): void {
  let buffer = Buffer.alloc(0);
  let greeted = false;
  const onData = (chunk: Buffer) => {
    buffer = Buffer.concat([buffer, chunk]);
    if (buffer.length > 1024 || (buffer.length > 0 && buffer[0] !== 5)) {
      client.destroy();
      return;
    }
    if (!greeted) {
      const length = 2 + (buffer[1] ?? 0);
      if (buffer.length < 2 || buffer.length < length) return;
      buffer = buffer.subarray(length);
      greeted = true;
      client.write(Buffer.from([5, 0]));
    }
    const request = readRequest(buffer);
    if (request === null) return;
    client.off('data', onData);
    client.pause();
    if (request === 'wrong') return refuse(client, unsupported);
    if (!isListed(request.host, request.port)) return refuse(client, notAllowed);
    forward(client, request, buffer.subarray(request.length), resolve);
  };
  client.on('data', onData);
}

interface Request {
  readonly host: string;
  readonly port: number;
  /** Bytes of the request. */
  readonly length: number;
}

/** Null while bytes are missing; `wrong` for anything but CONNECT to a name or an address. */
function readRequest(bytes: Buffer): Request | 'wrong' | null {
  if (bytes.length < 5) return null;
  if (bytes[0] !== 5 || bytes[1] !== 1) return 'wrong';
  const kind = bytes[3];
  const size = kind === 1 ? 4 : kind === 4 ? 16 : kind === 3 ? 1 + (bytes[4] ?? 0) : null;
  if (size === null) return 'wrong';
  const length = 4 + size + 2;
  if (bytes.length < length) return null;
  const address = bytes.subarray(4, 4 + size);
  return { host: hostOf(kind ?? 0, address), port: bytes.readUInt16BE(4 + size), length };
}

function hostOf(kind: number, address: Buffer): string {
  if (kind === 3) return address.subarray(1).toString('latin1');
  if (kind === 1) return [...address].join('.');
  const groups = Array.from({ length: 8 }, (_, at) => address.readUInt16BE(at * 2).toString(16)).join(':');
  return new URL(`http://[${groups}]`).hostname.slice(1, -1);
}

/** Where clouds tell a machine its keys. A name in the list may be made to lead there by whoever owns its zone. */
const metadata = new BlockList();
metadata.addSubnet('169.254.0.0', 16);
metadata.addSubnet('fe80::', 10, 'ipv6');
metadata.addAddress('fd00:ec2::254', 'ipv6');

/** @returns the same, without addresses that no name of a version has */
export function withoutMetadata(resolve: LookupFunction): LookupFunction {
  return (host, options, done) =>
    resolve(host, { ...options, all: true }, (error, found) => {
      if (error !== null) return done(error, []);
      const all = Array.isArray(found) ? found : [];
      const kept = all.filter(
        ({ address, family }) => !metadata.check(address, family === 6 ? 'ipv6' : 'ipv4'),
      );
      const [first] = kept;
      if (first === undefined) return done(new Error(`${host} leads nowhere`), []);
      if (options.all === true) return done(null, kept);
      done(null, first.address, first.family);
    });
}

function forward(client: Socket, { host, port }: Request, early: Buffer, resolve: LookupFunction): void {
  const far = connect({ host, port, timeout: connectTimeout, lookup: withoutMetadata(resolve) });
  far.once('connect', () => {
    far.setTimeout(0);
    client.write(Buffer.from([5, 0, 0, 1, 0, 0, 0, 0, 0, 0]));
    if (early.length > 0) far.write(early);
    client.pipe(far).pipe(client);
    client.once('close', () => far.destroy());
    far.once('close', () => client.destroy());
  });
  far.once('timeout', () => far.destroy(new Error('no connection in time')));
  far.on('error', () => refuse(client, unreachable));
}

function refuse(client: Socket, code: number): void {
  if (!client.destroyed) client.end(Buffer.from([5, code, 0, 1, 0, 0, 0, 0, 0, 0]));
}
