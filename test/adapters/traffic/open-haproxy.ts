import { type HaproxyServer, startHaproxy } from '../../../demo/servers/haproxy.ts';
import {
  backendLines,
  initialMap,
  serverLines,
  tableLines,
} from '../../../src/adapters/traffic/haproxy/snippet.ts';
import { createHaproxyRouter } from '../../../src/adapters/traffic/haproxy-router.ts';
import { Routing, type Target } from '../../../src/core/rollout/plan.ts';

export const contractRouting = Routing.parse({
  router: 'under-test',
  route: 'shop',
  sticky: { cookie: 'belay', lasts: 3_600_000 },
  header: 'x-canary-version',
  segments: [{ name: 'internal', header: 'x-team', values: ['us'], weight: 100 }],
  lease: 60_000,
});

/** The parts that `belay config haproxy` prints, as a person would paste them. */
export function partsOf(
  mapFile: string,
  versions: readonly Target[],
  stable: Target,
  routing: Routing = contractRouting,
) {
  return {
    backend: routing.route,
    lines: [...backendLines(routing, mapFile), ...serverLines(routing, versions, stable)],
    sections: tableLines(routing),
    map: initialMap(routing, stable),
  };
}

export function openHaproxy(
  versions: readonly Target[],
  stable: Target,
  routing: Routing = contractRouting,
  lines: readonly string[] = [],
): Promise<HaproxyServer> {
  return startHaproxy((mapFile) => {
    const parts = partsOf(mapFile, versions, stable, routing);
    return { ...parts, lines: [...lines, ...parts.lines] };
  });
}

export function routerFor(
  server: HaproxyServer,
  over: { mapFile?: string; sockets?: string[]; clock?: () => number } = {},
) {
  return createHaproxyRouter({
    sockets: over.sockets ?? [server.socket],
    exporters: [server.exporter],
    mapFile: over.mapFile ?? null,
    clock: over.clock ?? Date.now,
  });
}
