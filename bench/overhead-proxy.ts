import { execFile, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { planEdge } from '../demo/servers/edge.ts';
import { freePort } from '../demo/servers/free-port.ts';
import { haproxyInstalled } from '../demo/servers/haproxy.ts';
import { installServers } from '../demo/servers/install.ts';
import { installed } from '../demo/servers/programs.ts';
import { spawnProxy } from '../src/adapters/traffic/embedded-proxy/spawn.ts';
import { createEmbeddedRouter } from '../src/adapters/traffic/embedded-router.ts';
import { createHaproxyRouter } from '../src/adapters/traffic/haproxy-router.ts';
import type { SlotConfig } from '../src/config/config.ts';
import type { Router } from '../src/ports/router.ts';
import { loadConfigFile } from './load-config-file.ts';
import type { Figures } from './measure.ts';
import { systemConfiguration } from './system-configuration.ts';

const rounds = 5;
const seconds = 3;
const connections = 32;
const plan = `
      stages: [{ weight: 50%, hold: 1h }, { weight: 100%, hold: 1h }]
      rollback_when: [error-rate > 50%]`;

/**
 * Requests a second and their p99 through the embedded proxy, through HAProxy, and without either, in turn and by the
 * same load (wrk, 32 kept-alive connections); behind both proxies two versions share the traffic.
 * @returns null where wrk is missing
 */
export async function measureProxy(tell: (line: string) => void): Promise<Figures | null> {
  const allowed = process.env['BELAY_NO_INSTALL'] !== '1';
  if (installServers(allowed, tell, { programs: ['wrk'], otherwise: 'proxies are not measured' }).length > 0)
    return null;
  await using opening = new AsyncDisposableStack();
  const versions = { v1: await startVersion(opening), v2: await startVersion(opening) };
  const ways: Record<string, string> = {
    direct: versions.v1,
    embedded: await openEmbedded(versions, opening),
  };
  if (haproxyInstalled()) ways['haproxy'] = await openHaproxy(versions, opening);
  const found = new Map(Object.keys(ways).map((way) => [way, [] as Sample[]]));
  for (let round = 0; round < rounds; round += 1) {
    for (const [way, url] of Object.entries(ways)) {
      const sample = await load(url);
      tell(`${way}: ${Math.round(sample.perSecond)} requests/s, p99 ${sample.p99} ms`);
      found.get(way)?.push(sample);
    }
  }
  const figures = [...found].map(([way, samples]) => [way, middle(samples)] as const);
  return { ...Object.fromEntries(figures), rounds, seconds, connections, load: 'wrk' };
}

interface Versions {
  readonly v1: string;
  readonly v2: string;
}

interface Sample {
  readonly perSecond: number;
  /** Milliseconds. */
  readonly p99: number;
}

function middle(samples: readonly Sample[]): Figures {
  const median = (values: readonly number[]) =>
    values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
  return {
    requests_per_second: Math.round(median(samples.map(({ perSecond }) => perSecond))),
    p99_ms: Number(median(samples.map(({ p99 }) => p99)).toFixed(2)),
  };
}

async function startVersion(opening: AsyncDisposableStack): Promise<string> {
  const child = fork(fileURLToPath(new URL('plain-server.ts', import.meta.url)), { silent: true });
  const ended = once(child, 'exit');
  opening.defer(async () => {
    child.disconnect();
    await ended;
  });
  const [port] = await once(createInterface({ input: child.stdout ?? process.stdin }), 'line');
  return `http://127.0.0.1:${port}`;
}

async function openEmbedded(versions: Versions, opening: AsyncDisposableStack): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'belay-bench-'));
  opening.defer(async () => rmSync(folder, { recursive: true, force: true }));
  const port = await freePort();
  const token = 'of-this-benchmark';
  const proxy = opening.use(
    await spawnProxy({
      control: { host: '127.0.0.1', port: 0 },
      listeners: [{ route: 'shop', host: '127.0.0.1', port }],
      token,
      stateFile: join(folder, 'state.json'),
      endWithParent: true,
    }),
  );
  const router = '  edge: { kind: embedded, listen: "127.0.0.1:1" }';
  await split(
    createEmbeddedRouter({ controlUrl: proxy.controlUrl, token }),
    planOf(folder, versions, router),
  );
  return `http://127.0.0.1:${port}`;
}

async function openHaproxy(versions: Versions, opening: AsyncDisposableStack): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'belay-bench-'));
  opening.defer(async () => rmSync(folder, { recursive: true, force: true }));
  const edge = await planEdge();
  const made = planOf(folder, versions, `  edge: ${JSON.stringify(edge.router)}`);
  const port = await freePort();
  opening.use(await edge.start(join(folder, 'belay.yml'), [{ name: 'shop', port }]));
  const { routers } = loadConfigFile(join(folder, 'belay.yml'));
  const [declared] = routers;
  if (declared?.kind !== 'haproxy') throw new TypeError('one HAProxy is declared');
  await split(opening.use(createHaproxyRouter({ ...declared, clock: Date.now })), made);
  return `http://127.0.0.1:${port}`;
}

function planOf(folder: string, versions: Versions, router: string): SlotConfig {
  const file = join(folder, 'belay.yml');
  const services = [{ name: 'shop', versions: { ...versions } }];
  writeFileSync(
    file,
    systemConfiguration({ services, plan }, router, () => 'edge'),
  );
  const [slot] = loadConfigFile(file).slots;
  if (slot === undefined) throw new TypeError('one service is declared');
  return slot;
}

async function split(router: Router, { stable, versions, plan: { routing } }: SlotConfig): Promise<void> {
  const canary = versions.find(({ version }) => version !== stable.version);
  if (canary === undefined) throw new TypeError('two versions are declared');
  const { fence } = await router.read(routing);
  await router.apply(
    { ...routing, lease: 3_600_000 },
    { kind: 'split', stable, canary, weight: 50 },
    fence + 1,
  );
}

const run = promisify(execFile);

async function load(url: string): Promise<Sample> {
  const args = ['-t', '1', '-c', String(connections), '-d', `${seconds}s`, '--latency', url];
  const { stdout } = await run(installed('wrk'), args);
  if (/Non-2xx|Socket errors/.test(stdout)) throw new TypeError(`requests failed:\n${stdout}`);
  const perSecond = Number(/Requests\/sec:\s+([\d.]+)/.exec(stdout)?.[1]);
  const [, amount, unit] = /99%\s+([\d.]+)(us|ms|s)/.exec(stdout) ?? [];
  const factor = { us: 0.001, ms: 1, s: 1000 }[unit as 'us' | 'ms' | 's'];
  return { perSecond, p99: Number((Number(amount) * factor).toFixed(2)) };
}
