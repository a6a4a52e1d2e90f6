import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { haproxyInstalled } from '../../demo/servers/haproxy.ts';
import { programAt } from '../../demo/servers/programs.ts';
import { changed, load, loaded } from './configuration.ts';

const edge =
  'edge: { kind: haproxy, socket: /run/haproxy/admin.sock, exporter: "http://127.0.0.1:8405/metrics" }';
const small = changed('edge: { kind: embedded, listen: "127.0.0.1:8080" }', edge);

function mistakes(text: string): readonly string[] {
  const result = load(text);
  return result.kind === 'config' ? [] : result.diagnostics.map(({ code }) => code);
}

describe('a HAProxy in belay.yml', () => {
  it('has sockets and exporters, one or several, and a map file or none', () => {
    expect(loaded(small).config.routers).toEqual([
      {
        name: 'edge',
        kind: 'haproxy',
        sockets: ['/run/haproxy/admin.sock'],
        exporters: ['http://127.0.0.1:8405/metrics'],
        mapFile: null,
      },
    ]);
    const more = changed(
      'socket: /run/haproxy/admin.sock,',
      'socket: [/run/a.sock, "lb-2:9999", "[::1]:9999"], map_file: /etc/haproxy/belay.map,',
      small,
    );
    expect(loaded(more).config.routers).toMatchObject([
      { sockets: ['/run/a.sock', 'lb-2:9999', '[::1]:9999'], mapFile: '/etc/haproxy/belay.map' },
    ]);
  });

  it('refuses what no socket or map file can be', () => {
    for (const socket of ['admin.sock', '"tcp://lb:9999"', '[]', '"/run/a b.sock"']) {
      expect(mistakes(changed('/run/haproxy/admin.sock', socket, small))).not.toEqual([]);
    }
    expect(mistakes(changed('socket:', 'map_file: "/tmp/a,b", socket:', small))).not.toEqual([]);
  });

  it('refuses a rule over a latency at its place, and offers Prometheus', () => {
    const text = changed('- error-rate > 5% for 1m', '- p99 > 500ms', small);
    const result = load(text);
    const [first] = result.kind === 'config' ? [] : result.diagnostics;
    expect(first).toMatchObject({ code: 'no-latency', sentence: expect.stringContaining('Prometheus') });
    expect(text.split('\n')[(first?.line ?? 0) - 1]).toContain('p99 > 500ms');
  });

  it('refuses a window longer than what is kept', () => {
    expect(mistakes(changed('error-rate > 5% for 1m', 'error-rate > 5% over 2h', small))).toEqual([
      'window-long',
    ]);
  });

  it('refuses names that HAProxy cannot have, and addresses with a path', () => {
    const route = changed('    stable: v1', '    stable: v1\n    traffic: { route: "the shop" }', small);
    expect(mistakes(route)).toEqual(['wrong-value']);
    expect(mistakes(changed('v2: "http', 'v1-pinned: "http', small))).toEqual(['wrong-value']);
    expect(mistakes(changed('9002"', '9002/shop"', small))).toEqual(['wrong-value']);
  });
});

describe.skipIf(!haproxyInstalled())('belay config haproxy', () => {
  const folder = mkdtempSync(join(tmpdir(), 'belay-config-haproxy-'));
  afterAll(() => rmSync(folder, { recursive: true }));

  it('prints what HAProxy takes without a warning', () => {
    const map = join(folder, 'belay.map');
    const text = changed(
      '    stable: v1',
      '    stable: v1\n    traffic: { sticky: { cookie: side, for: 1h }, header: X-Canary, segments: { us: { weight: 100%, header: X-Team, values: [us, "the rest"] } } }',
      changed('socket:', `map_file: ${map}, socket:`, small),
    );
    const file = join(folder, 'belay.yml');
    writeFileSync(file, text);
    const belay = (...args: string[]) =>
      execFileSync(process.execPath, ['bin/belay.js', 'config', 'haproxy', file, ...args], {
        encoding: 'utf8',
      });
    writeFileSync(map, belay('--map'));
    const frame =
      'defaults\n  mode http\n  timeout connect 1s\n  timeout client 1s\n  timeout server 1s\nfrontend f\n  bind 127.0.0.1:1\n  default_backend shop\n';
    const config = join(folder, 'haproxy.cfg');
    writeFileSync(config, `${frame}${belay()}`);
    const said = execFileSync(programAt('haproxy') ?? 'haproxy', ['-c', '-V', '-dW', '-f', config], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    expect(said).toContain('Configuration file is valid');
  });
});
