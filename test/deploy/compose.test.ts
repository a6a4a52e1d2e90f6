import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { shopVersions } from '../../demo/shop.ts';
import { readEnv, variableNames } from '../../src/config/env.ts';
import { readCompose, root, type Service } from './compose-file.ts';

const { services, networks, volumes } = readCompose();
const text = (file: string) => readFileSync(join(root, file), 'utf8');
const all = Object.entries(services);
const service = (wanted: string): Service => {
  const found = services[wanted];
  if (found === undefined) throw new Error(`docker-compose.yml has no ${wanted}`);
  return found;
};
const reference = /\$\{([A-Z_]+):\?[^}]+\}/g;

describe.each(all)('%s', (_name, { environment, networks: joined, ports, volumes: mounts, depends_on }) => {
  test('names only networks, services, volumes and files that are there', () => {
    expect(joined.filter((one) => !(one in networks))).toEqual([]);
    expect(Object.keys(depends_on).filter((one) => !(one in services))).toEqual([]);
    const sources = mounts.map((mount) => mount.split(':')[0] ?? '');
    const missing = sources.filter((from) =>
      from.startsWith('.') ? !existsSync(join(root, from)) : !(from in volumes),
    );
    expect(missing).toEqual([]);
  });

  test('mounts files to be read alone', () => {
    expect(mounts.filter((mount) => mount.startsWith('.') && !mount.endsWith(':ro'))).toEqual([]);
  });

  test('has no secret of its own: each comes from outside and is missed aloud', () => {
    const secret = Object.entries(environment).filter(([key]) =>
      /PASSWORD|KEY|TOKEN|^(DATABASE|REDIS)_URL$/.test(key),
    );
    expect(secret.filter(([, value]) => value.replaceAll(reference, '') === value)).toEqual([]);
  });

  test('is reached from this machine alone', () => {
    expect(ports.filter((port) => !port.startsWith('127.0.0.1:'))).toEqual([]);
  });
});

test('only the console and the shop are published', () => {
  expect(all.filter(([, { ports }]) => ports.length > 0).map(([name]) => name)).toEqual(['bot', 'haproxy']);
  const published = all.filter(([, one]) => one.networks.includes('published')).map(([name]) => name);
  expect(published).toEqual(['bot', 'haproxy']);
});

test('bots and workers have a way out, and the secrets of places, and nobody else has', () => {
  const out = all.filter(([, one]) => one.networks.includes('outside')).map(([name]) => name);
  expect(out).toEqual(['bot', 'worker']);
  const told = all.filter(([, one]) => one.env_file.length > 0).map(([name]) => name);
  expect(told).toEqual(['bot', 'worker']);
  expect(text('.gitignore').split('\n')).toContain('/places.env');
});

test('.env.example names each secret, without a value', () => {
  const asked = [...text('docker-compose.yml').matchAll(reference)].map(([, name = '']) => name);
  const lines = text('.env.example')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'));
  expect(lines.toSorted()).toEqual([...new Set(asked)].toSorted().map((name) => `${name}=`));
  const [, made = ''] = /for name in ([A-Z_ ]+);/.exec(text('.env.example')) ?? [];
  expect(made.split(' ').toSorted()).toEqual([...new Set(asked)].toSorted());
});

describe.each(['bot', 'worker'])('%s', (role) => {
  const { environment, command, group_add } = service(role);
  const filled = Object.fromEntries(
    Object.entries(environment).map(([key, value]) => [key, value.replaceAll(reference, 'a'.repeat(64))]),
  );

  test('has settings that Belay knows and takes', () => {
    expect(Object.keys(environment).filter((key) => !variableNames.includes(key))).toEqual([]);
    expect(readEnv(filled, () => '')).toMatchObject({ kind: 'env' });
  });

  test('runs a role that there is', () => {
    expect(command).toEqual([role]);
    expect(text('src/main.ts')).toContain(`  ${role}: runRole('${role}'),`);
  });

  test('reaches the servers that its settings name, and may open the socket of HAProxy', () => {
    const { env } = expectEnv(filled);
    for (const url of [env.databaseUrl, env.redisUrl]) {
      const host = new URL(url ?? '').hostname;
      expect(service(host).networks.filter((one) => service(role).networks.includes(one))).toEqual(['data']);
    }
    expect(group_add).toEqual(['99']);
  });
});

test('what signs sessions is for bots alone', () => {
  const holders = all.filter(([, { environment }]) => 'BELAY_SESSION_KEY' in environment);
  expect(holders.map(([name]) => name)).toEqual(['bot']);
});

test('two workers run, and more where somebody says so', () => {
  expect(service('worker').deploy?.replicas).toBe(2);
});

test('nobody but HAProxy, bot and workers has the admin socket', () => {
  const mounted = all.filter(([, one]) => one.volumes.some((mount) => mount.startsWith('haproxy:')));
  expect(mounted.map(([name]) => name).toSorted()).toEqual(['bot', 'haproxy', 'worker']);
  const sockets = text('demo/servers/haproxy.cfg').match(/^ *stats socket .*$/gm);
  expect(sockets?.map((line) => line.trim())).toEqual([
    'stats socket /var/lib/haproxy/admin.sock mode 660 level admin',
  ]);
});

test('the shop listens where belay.yml looks for it', () => {
  for (const version of Object.keys(shopVersions)) {
    const [, host = '', port = ''] =
      new RegExp(`${version}: http://([^:]+):(\\d+)`).exec(text('demo/servers/belay.yml')) ?? [];
    expect(service(host).command).toEqual([version, port, '0.0.0.0']);
  }
});

test('Redis keeps what it is told', () => {
  const said = service('redis').command?.join(' ');
  for (const setting of ['maxmemory-policy noeviction', 'appendonly yes', 'requirepass'])
    expect(said).toContain(setting);
});

function expectEnv(variables: Readonly<Record<string, string>>) {
  const read = readEnv(variables, () => '');
  if (read.kind === 'invalid') throw new Error(read.sentences.join(' '));
  return read;
}
