import type { Config } from '../src/config/config.ts';
import { formatDiagnostics } from '../src/config/diagnostic.ts';
import { loadConfig } from '../src/config/load.ts';

export interface FleetConfiguration {
  readonly size: number;
  /** Between two looks, as in belay.yml. */
  readonly interval: string;
  /** One embedded one for each service, or one HAProxy, which nobody asks, for bots that are processes of their own. */
  readonly router?: 'embedded' | 'haproxy';
  /** The line after `people:`; ana alone when left out. */
  readonly people?: string;
  /** Lines of `places:`; the console alone when left out. */
  readonly places?: string;
  /** Names of the places where the rollouts are told. */
  readonly told?: readonly string[];
}

/** belay.yml of many services that are all alike. */
export function fleetConfiguration(parts: FleetConfiguration): string {
  const { size, interval, people = '{ ana: { roles: [lead] } }', told = ['console'] } = parts;
  const haproxy = parts.router === 'haproxy';
  const names = serviceNames(size);
  const services = names.map(
    (name, index) => `
  ${name}:
    versions: { v1: "http://127.0.0.1:4101", v2: "http://127.0.0.1:4102" }
    stable: v1
    traffic: { router: ${haproxy ? 'edge' : `edge-${index}`} }
    plan:${plan(interval, haproxy)}`,
  );
  const embedded = names.map(
    (_name, index) => `
  edge-${index}: { kind: embedded, listen: "127.0.0.1:${10_000 + index}" }`,
  );
  return `version: 1
people: ${people}
access: { status: anyone, deploy: lead, pause: lead, resume: lead, note: lead }
places:
  console: { kind: console }${parts.places ?? ''}
routers:${haproxy ? nobody : embedded.join('')}
environments: { bench: { places: [${told.join(', ')}] } }
services:${services.join('')}
`;
}

export function serviceNames(size: number): readonly string[] {
  return Array.from({ length: size }, (_, index) => `service-${index}`);
}

/** @throws TypeError with every mistake */
export function parseFleet(text: string): Config {
  const loaded = loadConfig('belay.yml', () => text);
  if (loaded.kind === 'config') return loaded.config;
  throw new TypeError(formatDiagnostics(loaded.diagnostics));
}

const nobody = `
  edge: { kind: haproxy, socket: /nowhere/admin.sock, exporter: "http://127.0.0.1:9/metrics" }`;

/** @param counted HAProxy only counts, so it has no latencies */
function plan(interval: string, counted: boolean): string {
  const slow = counted ? '' : `, p95 > 500ms for ${interval}`;
  return `
      evaluation: { interval: ${interval}, window: ${interval} }
      stages: [{ weight: 10%, hold: 60d }, { weight: 100%, hold: 1d }]
      rollback_when: [error-rate > 5% instant, error-rate > 2% for ${interval}${slow}]
      promote_when: [error-rate < 1%${counted ? '' : ', p95 < 250ms'}]`;
}
