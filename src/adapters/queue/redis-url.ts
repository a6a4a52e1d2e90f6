import { Failure } from '../../core/failure.ts';

export interface Address {
  readonly host: string;
  readonly port: number;
}

interface Credentials {
  readonly username: string | null;
  readonly password: string | null;
}

interface Common extends Credentials {
  readonly tls: boolean;
  /** Path of the file with the authority that signed the servers' certificates; null for the system's. */
  readonly ca: string | null;
  /** Where it is, for people, without the password. */
  readonly shown: string;
}

export type RedisTarget =
  | (Common & { readonly kind: 'server'; readonly address: Address; readonly db: number })
  | (Common & {
      readonly kind: 'sentinel';
      readonly sentinels: readonly Address[];
      readonly primary: string;
      readonly db: number;
      /** The Sentinels ask for the same credentials. */
      readonly sentinelAuth: boolean;
    })
  | (Common & { readonly kind: 'cluster'; readonly nodes: readonly Address[] });

const FORMS =
  'Write redis://user:password@host:6379/0, redis+sentinel://host1:26379,host2:26379/primary-name or redis+cluster://host1:6379,host2:6379; rediss in place of redis for TLS.';
const FORM =
  /^(?<scheme>rediss?)(?:\+(?<kind>sentinel|cluster))?:\/\/(?:(?<user>[^/?]*)@)?(?<hosts>[^/?@]+)(?:\/(?<path>[^?]*))?(?:\?(?<query>.*))?$/;
const ADDRESS = /^(?<host>\[[0-9a-fA-F:.]+\]|[^:[\]\s]+)(?::(?<port>\d{1,5}))?$/;

/**
 * Reads where Redis is, as in REDIS_URL:
 *
 * - `redis://[[user]:password@]host[:6379][/db]`: one server
 * - `redis+sentinel://[[user]:password@]host[:26379],…/primary-name[/db]`: Sentinels that know the primary;
 *   `?sentinel-auth=yes` when they ask for the same user and password
 * - `redis+cluster://[[user]:password@]host[:6379],…`: some nodes of a Cluster, which name the others
 *
 * `rediss`, `rediss+sentinel` and `rediss+cluster` are the same over TLS, with `?ca=/path/to/ca.pem` for an authority
 * that the system does not know. Signs like `@`, `/`, `?` in a password are percent-encoded.
 * @throws Failure config-invalid, with a sentence that never shows the password
 */
export function readRedisUrl(url: string): RedisTarget {
  const found = FORM.exec(url.trim())?.groups;
  if (found === undefined) {
    throw mistake(
      `REDIS_URL cannot be read. ${FORMS} Signs like @, / and ? in a password are written as %40, %2F and %3F.`,
    );
  }
  const kind = found['kind'] ?? 'server';
  const port = kind === 'sentinel' ? 26_379 : 6379;
  const addresses = (found['hosts'] ?? '').split(',').map((one) => readAddress(one, port));
  const tls = found['scheme'] === 'rediss';
  const path = (found['path'] ?? '').split('/').filter((part) => part !== '');
  const query = readQuery(found['query'] ?? '', kind, tls);
  const common = {
    ...readCredentials(found['user'] ?? null),
    tls,
    ca: query.get('ca') ?? null,
    shown: addresses.map(shownAddress).join(', '),
  };
  if (kind === 'cluster') {
    if (path.length > 0 && path.join('/') !== '0')
      throw mistake(
        'REDIS_URL names a database, and a Cluster has only one: leave out what follows the hosts.',
      );
    return { kind, ...common, nodes: addresses };
  }
  if (kind === 'sentinel') {
    const [primary, db, ...more] = path;
    if (primary === undefined || more.length > 0)
      throw mistake(`REDIS_URL does not say which primary the Sentinels watch. ${FORMS}`);
    return {
      kind,
      ...common,
      shown: `${primary} behind the Sentinels ${common.shown}`,
      sentinels: addresses,
      primary: decoded(primary),
      db: readDb(db),
      sentinelAuth: query.get('sentinel-auth') === 'yes',
    };
  }
  const [address, second] = addresses;
  if (address === undefined || second !== undefined)
    throw mistake(`REDIS_URL names several hosts, and redis:// takes one. ${FORMS}`);
  if (path.length > 1) throw mistake(`REDIS_URL has more than a database after its host. ${FORMS}`);
  return { kind: 'server', ...common, address, db: readDb(path[0]) };
}

export function shownAddress({ host, port }: Address): string {
  return `${host.includes(':') ? `[${host}]` : host}:${port}`;
}

function readAddress(text: string, usual: number): Address {
  const found = ADDRESS.exec(text)?.groups;
  const port = Number(found?.['port'] ?? usual);
  if (found === undefined || port < 1 || port > 65_535)
    throw mistake(`REDIS_URL has a host that cannot be read. ${FORMS}`);
  return { host: (found['host'] ?? '').replace(/^\[|\]$/g, ''), port };
}

function readCredentials(text: string | null): Credentials {
  if (text === null || text === '' || text === ':') return { username: null, password: null };
  const colon = text.indexOf(':');
  if (colon === -1 || colon === text.length - 1) {
    throw mistake(
      'REDIS_URL has a user without a password, or a password without its colon: write user:password@ or :password@ before the host.',
    );
  }
  const username = decoded(text.slice(0, colon));
  return { username: username === '' ? null : username, password: decoded(text.slice(colon + 1)) };
}

function readDb(text: string | undefined): number {
  if (text === undefined) return 0;
  if (!/^\d{1,5}$/.test(text))
    throw mistake(
      'REDIS_URL names its database by something other than a number: write /0, or leave it out.',
    );
  return Number(text);
}

function readQuery(text: string, kind: string, tls: boolean): URLSearchParams {
  const query = new URLSearchParams(text);
  const known = ['ca', ...(kind === 'sentinel' ? ['sentinel-auth'] : [])];
  const unknown = [...query.keys()].find((key) => !known.includes(key));
  if (unknown !== undefined)
    throw mistake(
      `REDIS_URL has the setting ${unknown}, which is not known; there is ${known.join(' and ')}.`,
    );
  if (query.has('ca') && !tls)
    throw mistake('REDIS_URL has a certificate authority but no TLS: write rediss in place of redis.');
  return query;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw mistake('REDIS_URL has a % that encodes nothing: a percent sign itself is written as %25.');
  }
}

function mistake(sentence: string): Failure {
  return new Failure('config-invalid', sentence, { retryable: false });
}
