import { RouterName } from '../../core/ids.ts';
import type { Routing } from '../../core/rollout/plan.ts';
import { formatDuration } from '../../core/time.ts';
import { error, warning } from '../mistake.ts';
import type { Building } from './building.ts';
import type { Placement } from './placed.ts';

const defaultLease = 60_000;

/** @returns null when it cannot be known which router; that is reported */
export function buildRouting(placement: Placement, interval: number, building: Building): Routing | null {
  const { value: traffic, path } = placement.traffic();
  const router = traffic.router?.name ?? onlyRouter(placement, building);
  if (router === null || !building.names.router.includes(router)) return null;
  const lease = traffic.lease ?? defaultLease;
  if (lease < 3 * interval) {
    const sentence = `A split is confirmed every ${formatDuration(interval)}, so a lease of ${formatDuration(lease)} runs out when one or two confirmations are late, and the rollout returns to stable for nothing. Take at least ${formatDuration(3 * interval)}.`;
    building.report(warning([...path, 'lease'], 'lease-short', sentence));
  }
  return {
    router: RouterName.parse(router),
    route: traffic.route ?? placement.service,
    sticky:
      traffic.sticky === undefined ? null : { cookie: traffic.sticky.cookie, lasts: traffic.sticky.for },
    header: traffic.header ?? null,
    segments: Object.entries(traffic.segments ?? {}).map(([name, { header, values, weight }]) => ({
      name,
      header,
      values,
      weight,
    })),
    lease,
  };
}

function onlyRouter(placement: Placement, { names, report }: Building): string | null {
  const [only, ...others] = names.router;
  if (only !== undefined && others.length === 0) return only;
  const known = names.router.map((name) => `\`${name}\``).join(', ');
  const sentence =
    only === undefined
      ? `\`${placement.service}\` has no router to move its traffic. Declare one under \`routers\`.`
      : `\`${placement.service}\` does not say which router moves its traffic. Say \`traffic: {router: ${only}}\`; declared are ${known}.`;
  report(
    error(placement.path, 'missing-key', sentence, {
      at: 'key',
      expected: '`traffic.router`',
      about: [['routers']],
    }),
  );
  return null;
}

/** A route is one service in one environment: two rollouts on one would move each other's traffic. */
export function checkRoutes(
  routed: readonly { placement: Placement; routing: Routing }[],
  building: Building,
): void {
  const { report } = building;
  const taken = new Map<string, Placement>();
  for (const { placement, routing } of routed) {
    const key = JSON.stringify([routing.router, routing.route]);
    const first = taken.get(key);
    if (first === undefined) {
      taken.set(key, placement);
      continue;
    }
    const { path, value } = placement.traffic();
    const said = value.route === undefined ? placement.path : [...path, 'route'];
    const sentence = `\`${placement.service}\` in ${placement.environment} and \`${first.service}\` in ${first.environment} are both behind route \`${routing.route}\` of router \`${routing.router}\`, so that a rollout of one would move the other's traffic. Give one of them another \`traffic.route\`, for example under \`services: ${placement.service}: environments: ${placement.environment}\`.`;
    report(
      error(said, 'route-taken', sentence, {
        at: value.route === undefined ? 'key' : 'value',
        expected: 'a route of its own',
      }),
    );
  }
  checkEmbeddedRoutes(routed, building);
}

/** An embedded router has one listener and no rules to tell routes apart: a second route would reach nobody. */
function checkEmbeddedRoutes(
  routed: readonly { placement: Placement; routing: Routing }[],
  { root, report }: Building,
): void {
  const served = new Map<string, { placement: Placement; routing: Routing }>();
  for (const { placement, routing } of routed) {
    const { router } = routing;
    if (root.routers[router]?.kind !== 'embedded') continue;
    const first = served.get(router);
    if (first === undefined) {
      served.set(router, { placement, routing });
      continue;
    }
    if (first.routing.route === routing.route) continue;
    const { path, value } = placement.traffic();
    const said = value.router === undefined ? placement.path : [...path, 'router'];
    const sentence = `A router of kind \`embedded\` serves one route; declare another router with another listen address for \`${placement.service}\` in ${placement.environment}. \`${router}\` serves route \`${first.routing.route}\` of \`${first.placement.service}\` in ${first.placement.environment} already.`;
    report(
      error(said, 'router-taken', sentence, {
        at: value.router === undefined ? 'key' : 'value',
        expected: 'a router of its own',
        about: [['routers', router]],
      }),
    );
  }
}

/** The proxy inside Belay dies with its machine: fine for a demonstration, not for customers. */
export function checkEmbedded(
  routed: readonly { placement: Placement; routing: Routing }[],
  building: Building,
): void {
  const { root, report } = building;
  const said = new Set<string>();
  for (const { placement, routing } of routed) {
    const production = root.environments[placement.environment]?.production === true;
    const embedded = root.routers[routing.router]?.kind === 'embedded';
    const key = `${placement.environment} ${routing.router}`;
    if (!production || !embedded || said.has(key)) continue;
    said.add(key);
    const sentence = `Production environment \`${placement.environment}\` is served by the embedded router \`${routing.router}\`, which is meant for demonstrations, tests and small services on one machine: when that machine stops, so does the traffic.`;
    report(warning(['routers', routing.router], 'embedded-in-production', sentence, { at: 'key' }));
  }
}
