import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import type { Target } from '../../../core/rollout/plan.ts';

/** One server of a backend as `show servers state` has it. */
export interface Server {
  readonly name: string;
  /** An IP address; `-` while its name is not resolved. */
  readonly address: string;
  readonly port: number;
  readonly hostName: string | null;
  /** Share among the servers that load balancing may choose from. */
  readonly weight: number;
  /** Given no request at all. */
  readonly maint: boolean;
  /** Given none but by cookie or name. */
  readonly drain: boolean;
}

/** Bits of `srv_admin_state`, from the management guide of HAProxy. */
const maintBits = 0x01 | 0x02 | 0x20 | 0x40;
const drainBits = 0x08 | 0x10;

/** @returns null when the answer is no list, as for a backend that HAProxy does not know */
export function parseServers(answer: string): readonly Server[] | null {
  const [version, header, ...lines] = answer.split('\n');
  if (version?.trim() !== '1' || header === undefined) return null;
  const columns = header.replace(/^#\s*/, '').split(' ');
  return lines.map((line) => {
    const cells = line.split(' ');
    const cell = (column: string) => cells[columns.indexOf(column)] ?? '-';
    const admin = Number(cell('srv_admin_state'));
    const hostName = cell('srv_fqdn');
    return {
      name: cell('srv_name'),
      address: cell('srv_addr'),
      port: Number(cell('srv_port')),
      hostName: hostName === '-' ? null : hostName,
      weight: Number(cell('srv_uweight')),
      maint: (admin & maintBits) !== 0,
      drain: (admin & drainBits) !== 0,
    };
  });
}

/** Where a version's URL leads: its host by name and by every address, and its port. */
export interface Destination {
  readonly host: string;
  readonly addresses: readonly string[];
  readonly port: number;
}

/** Going to stable does not wait for a name server that is down. */
const nameServerPatience = 500;

/** A name that cannot be resolved has no address; the server is then known by its name alone. */
export async function destinationOf({ url }: Target): Promise<Destination> {
  const { hostname, port, protocol } = new URL(url);
  const host = hostname.replaceAll(/[[\]]/g, '');
  const number = port === '' ? (protocol === 'https:' ? 443 : 80) : Number(port);
  if (isIP(host) !== 0) return { host, addresses: [host], port: number };
  const found = await Promise.race([
    lookup(host, { all: true }).catch(() => []),
    wait(nameServerPatience, [], { ref: false }),
  ]);
  return { host, addresses: found.map(({ address }) => address), port: number };
}

const pinnedSuffix = '-pinned';

/** The twin that serves what a header or segment sent to the version, so that it is counted apart. */
export function pinnedName(server: string): string {
  return `${server}${pinnedSuffix}`;
}

export function leadsTo(server: Server, { host, addresses, port }: Destination): boolean {
  if (server.port !== port) return false;
  return server.hostName === host || addresses.includes(server.address);
}

/** A version's server: the one of its name, else the one at its address. */
export function serverOf(
  servers: readonly Server[],
  { version }: Target,
  destination: Destination,
): Server | null {
  const own = servers.filter(({ name }) => !name.endsWith(pinnedSuffix));
  return (
    own.find(({ name }) => name === version) ?? own.find((server) => leadsTo(server, destination)) ?? null
  );
}

/** The name a generated line gives a version's server: HAProxy's names have fewer characters than versions. */
export function serverName(version: string): string {
  return version.replaceAll(/[^A-Za-z0-9_.:-]/g, '_');
}

/** The line that makes a version's server known to HAProxy. */
export function serverLine({ version, url }: Target, name: string = serverName(version), weight = 0): string {
  const { hostname, port, protocol } = new URL(url);
  const secure = protocol === 'https:';
  const address = `${hostname}:${port === '' ? (secure ? 443 : 80) : port}`;
  return `server ${name} ${address} weight ${weight}${secure ? ' ssl verify required ca-file @system-ca' : ''}`;
}
