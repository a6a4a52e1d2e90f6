import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { onThisMachine, type SharedFile } from '../../demo/servers/on-this-machine.ts';
import { printHaproxy } from '../../demo/servers/print-haproxy.ts';
import { programAt } from '../../demo/servers/programs.ts';
import { loadConfig } from '../../src/config/load.ts';
import { root } from './compose-file.ts';

const files: readonly SharedFile[] = ['belay.yml', 'haproxy.cfg', 'prometheus.yml'];
const folder = mkdtempSync(join(tmpdir(), 'belay-deploy-'));
afterAll(() => rmSync(folder, { recursive: true }));
const written = (file: string) => readFileSync(join(root, 'demo', file), 'utf8');
const here = {
  versions: { v1: 5101, v2: 5102, v3: 5103 },
  shop: 5080,
  exporter: 5405,
  prometheus: 'http://127.0.0.1:5090',
  haproxyFolder: folder,
};

/** @returns the file's path, with this machine's addresses in it */
function write(file: SharedFile): string {
  const path = join(folder, file);
  writeFileSync(path, onThisMachine(file, here));
  return path;
}

test('haproxy.cfg and belay.map hold exactly what `belay config haproxy` prints', () => {
  const configuration = join(root, 'demo/servers/belay.yml');
  expect(written('servers/haproxy.cfg')).toContain(`\n${printHaproxy(configuration)}`);
  expect(written('servers/belay.map')).toBe(printHaproxy(configuration, '--map'));
});

test('the same is true of both with the addresses of this machine', () => {
  const configuration = write('belay.yml');
  expect(onThisMachine('haproxy.cfg', here)).toContain(
    printHaproxy(configuration).replace(/^#[\s\S]*?\n\n/, ''),
  );
});

test.each(files)('no host name of docker-compose.yml is left in %s on this machine', (file) => {
  const text = onThisMachine(file, here).replaceAll(/^ *#.*$/gm, '');
  expect(text).not.toMatch(/shop-v\d|haproxy:\d|prometheus:\d|\/var\/lib|bind :/);
});

test('belay.yml is right, here and there', () => {
  for (const path of [write('belay.yml'), join(root, 'demo/servers/belay.yml')]) {
    expect(loadConfig(path, (file) => readFileSync(file, 'utf8'))).toMatchObject({
      kind: 'config',
      warnings: [],
    });
  }
});

test('both demos tell the same story: only what moves traffic and what measures differ', () => {
  const story = (file: string) => {
    const { routers, sources, metrics, environments, services, ...same } = parse(written(file));
    const { versions, ...shop } = services.shop;
    return {
      ...same,
      shop,
      versions: Object.keys(versions),
      metrics: ['memory', 'cpu'].map((name) => name in metrics),
    };
  };
  expect(story('servers/belay.yml')).toEqual(story('belay.yml'));
});

describe('the servers themselves take them', () => {
  test.skipIf(programAt('haproxy') === null)('HAProxy', () => {
    writeFileSync(join(folder, 'belay.map'), written('servers/belay.map'));
    const { status, stderr } = spawnSync(programAt('haproxy') ?? '', ['-c', '-f', write('haproxy.cfg')], {
      encoding: 'utf8',
    });
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  });

  const promtool = programAt('promtool');
  test.skipIf(promtool === null)('Prometheus', () => {
    for (const path of [write('prometheus.yml'), join(root, 'demo/servers/prometheus.yml')]) {
      const { status, stdout } = spawnSync(promtool ?? '', ['check', 'config', path], { encoding: 'utf8' });
      expect({ status, stdout }).toEqual({ status: 0, stdout: expect.stringContaining('SUCCESS') });
    }
  });
});
