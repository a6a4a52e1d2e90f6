import { describe, expect, test } from 'vitest';
import { readRedisUrl } from '../../../src/adapters/queue/redis-url.ts';

const nobody = { username: null, password: null, ca: null };

describe('REDIS_URL', () => {
  test.for([
    [
      'redis://localhost',
      { kind: 'server', tls: false, ...nobody, address: { host: 'localhost', port: 6379 }, db: 0 },
    ],
    [
      'rediss://me:p%40ss@10.0.0.5:6390/2?ca=/etc/ca.pem',
      {
        kind: 'server',
        tls: true,
        username: 'me',
        password: 'p@ss',
        ca: '/etc/ca.pem',
        address: { host: '10.0.0.5', port: 6390 },
        db: 2,
      },
    ],
    [
      'redis://:raw@sign:and#hash@[::1]:7000',
      {
        kind: 'server',
        password: 'raw@sign:and#hash',
        address: { host: '::1', port: 7000 },
        shown: '[::1]:7000',
      },
    ],
    [
      'redis+sentinel://:secret@s1,s2:26380/main/1?sentinel-auth=yes',
      {
        kind: 'sentinel',
        password: 'secret',
        sentinels: [
          { host: 's1', port: 26_379 },
          { host: 's2', port: 26_380 },
        ],
        primary: 'main',
        db: 1,
        sentinelAuth: true,
        shown: 'main behind the Sentinels s1:26379, s2:26380',
      },
    ],
    [
      'rediss+cluster://a:7000,b/',
      {
        kind: 'cluster',
        tls: true,
        ...nobody,
        nodes: [
          { host: 'a', port: 7000 },
          { host: 'b', port: 6379 },
        ],
      },
    ],
  ] as const)('%s', ([url, expected]) => {
    expect(readRedisUrl(url)).toMatchObject(expected);
  });

  test.for([
    ['http://localhost', 'cannot be read'],
    ['redis://:s3cret/x@host', 'host that cannot be read'],
    ['redis://:s3cret@host:99999', 'host that cannot be read'],
    ['redis://s3cret@host', 'a user without a password'],
    ['redis://:s3cret%@host', '%25'],
    ['redis://:s3cret@host/zero', 'by something other than a number'],
    ['redis://:s3cret@one,two', 'several hosts'],
    ['redis://:s3cret@one?timeout=5', 'the setting timeout, which is not known'],
    ['redis://:s3cret@one?ca=/etc/ca.pem', 'no TLS'],
    ['redis+sentinel://:s3cret@one', 'which primary the Sentinels watch'],
    ['redis+cluster://:s3cret@one/3', 'a Cluster has only one'],
  ] as const)('%s is refused with the reason and without the password', ([url, reason]) => {
    expect(() => readRedisUrl(url)).toThrow(reason);
    expect(() => readRedisUrl(url)).not.toThrow('s3cret');
  });

  test('what is shown has no password', () => {
    expect(readRedisUrl('redis://me:s3cret@host').shown).toBe('host:6379');
  });
});
