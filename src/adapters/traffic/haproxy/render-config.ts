import type { Routing, Target } from '../../../core/rollout/plan.ts';
import { backendLines, initialMap, serverLines, tableLines, usualMapFile } from './snippet.ts';

/** One service in one environment behind a HAProxy. */
export interface Served {
  readonly routing: Routing;
  readonly versions: readonly Target[];
  readonly stable: Target;
}

/** What a person puts into HAProxy's configuration for one router, with words on what goes where. */
export function renderConfig(router: string, mapFile: string | null, served: readonly Served[]): string {
  const map = mapFile ?? usualMapFile;
  return [
    `# Router ${router}, for HAProxy 2.6 or later, from belay.yml.`,
    `# 1. Write the map file first: npx belay config haproxy --map > ${map}`,
    '# 2. Put these sections into haproxy.cfg; lines that stand in such a backend already may stay.',
    '# 3. haproxy -c -f haproxy.cfg, then reload. Nothing changes for visitors: everybody is on stable.',
    ...served.flatMap(({ routing, versions, stable }) => [
      '',
      ...tableLines(routing),
      '',
      `backend ${routing.route}`,
      ...backendLines(routing, map).map((line) => `    ${line}`),
      ...serverLines(routing, versions, stable).map((line) => `    ${line}`),
    ]),
  ].join('\n');
}

/** The map file before the first order, for all routes of a router. */
export function renderMap(served: readonly Served[]): string {
  return served.flatMap(({ routing, stable }) => initialMap(routing, stable)).join('\n');
}
