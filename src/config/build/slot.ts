import { EnvironmentName, PlaceName, ServiceName } from '../../core/ids.ts';
import type { Routing } from '../../core/rollout/plan.ts';
import type { Environment, MigrationsConfig, SlotConfig } from '../config.ts';
import { error } from '../mistake.ts';
import { buildAlerts } from './alerts.ts';
import { buildAnnouncements } from './announcements.ts';
import { type Building, listOf } from './building.ts';
import { checkHaproxyNames, checkLatencies } from './check-haproxy.ts';
import { type Crew, checkGate } from './check-people.ts';
import { checkTickers } from './check-tickers.ts';
import { buildChecklists } from './checklists-of-slot.ts';
import { buildDocuments } from './documents.ts';
import type { Placement } from './placed.ts';
import { type BuiltPlan, buildPlan, type FoundPlan } from './plan.ts';
import { buildProbes, buildSteps } from './probes.ts';
import { buildRisk, usualTier } from './risk.ts';
import { buildRouting } from './routing.ts';
import { buildVerification } from './verification.ts';
import { buildVersions } from './versions.ts';

const oneDay = 24 * 3_600_000;
const oneHour = 3_600_000;

export interface BuiltSlot {
  readonly placement: Placement;
  readonly routing: Routing | null;
  /** Null when something is missing or not supported yet; either is reported. */
  readonly slot: SlotConfig | null;
}

export function buildSlot(
  placement: Placement,
  environment: Environment,
  crew: Crew,
  building: Building,
): BuiltSlot {
  const canary = (placement.said('strategy')?.value ?? 'canary') === 'canary';
  const found = canary ? planOf(placement, building) : null;
  const source = building.root.environments[placement.environment] ?? {};
  const built = found === null ? null : buildPlan(found.plan, found.path, source, building);
  const routing = buildRouting(placement, built?.shape.interval ?? 0, building);
  const embedded = routing !== null && building.root.routers[routing.router]?.kind === 'embedded';
  const outside = placement.said('workload') !== null || !canary;
  const versions = outside ? null : buildVersions(placement, embedded, building);
  const probes = buildProbes(placement, building);
  const prepare = buildSteps(placement, 'prepare');
  if (found === null || built === null) return { placement, routing, slot: null };
  const haproxy = routing !== null && building.root.routers[routing.router]?.kind === 'haproxy';
  const shapeOf = (plan: FoundPlan, of: BuiltPlan) => {
    checkGates(of, plan, crew, building);
    const checklists = buildChecklists(placement, plan.plan, of, { probes, prepare }, building);
    checkTickers({ ...of.shape, ...checklists }, placement.service, crew, building.report);
    if (embedded) checkWindows(of, 'the embedded router', building);
    if (haproxy) {
      checkWindows(of, 'Belay at HAProxy', building);
      checkLatencies(of, building);
    }
    return { ...of.shape, ...checklists };
  };
  const shape = shapeOf(found, built);
  if (haproxy) checkHaproxyNames(placement, routing, versions, building);
  if (routing === null || versions === null) return { placement, routing, slot: null };
  const fixed = {
    service: ServiceName.parse(placement.service),
    environment: EnvironmentName.parse(placement.environment),
    strategy: 'canary' as const,
    routing,
    probes: [...probes],
    prepare: [...prepare],
    verify: [...buildSteps(placement, 'verify')],
    superseding: placement.said('superseding')?.value ?? 'refuse',
    keepPrevious: placement.said('keep_previous')?.value ?? oneDay,
    places: placesOf(placement, environment),
    ...buildAnnouncements(building.root),
    ...buildAlerts(building.root),
    ...buildDocuments(building.root),
    ...buildVerification(building),
  };
  const otherPlan = (other: FoundPlan) => ({
    ...shapeOf(other, buildPlan(other.plan, other.path, source, building)),
    ...fixed,
  });
  const plan = { ...shape, ...fixed };
  return {
    placement,
    routing,
    slot: {
      service: fixed.service,
      environment: fixed.environment,
      ...versions,
      migrations: migrationsOf(placement, building),
      plan,
      risk: buildRisk({ placement, crew, building, probes, prepare, found, plan, otherPlan }),
      firstIn: source.first_in === undefined ? null : EnvironmentName.parse(source.first_in.name),
    },
  };
}

function migrationsOf(placement: Placement, { root }: Building): MigrationsConfig | null {
  const said = placement.said('migrations')?.value;
  if (said === undefined) return null;
  const { forward, rollback, schema = null } = said;
  const pullRequest = said.pull_request ?? root.documents?.migration ?? true;
  return { forward, rollback, schema, pullRequest };
}

function placesOf(placement: Placement, environment: Environment): PlaceName[] {
  const said = placement.said('places');
  if (said === null) return [...environment.places];
  return listOf(said.value).map(({ name }) => PlaceName.parse(name));
}

/**
 * A plan stands in the service, or under `plans` by the name that the service or its environment says; where neither
 * does, the usual tier may.
 */
function planOf(placement: Placement, { root, report }: Building): FoundPlan | null {
  const said = placement.said('plan');
  if (said !== null && !('tag' in said.value)) return { plan: said.value, path: said.path };
  const general = root.environments[placement.environment]?.plan ?? usualTier(root)?.plan;
  const named = said === null ? general : said.value;
  const name = named !== undefined && 'tag' in named ? named.name : null;
  if (name === null) {
    const sentence = `\`${placement.service}\` has no plan in ${placement.environment}. Say \`plan:\` with its stages, or with the name of a plan under \`plans\`.`;
    const about = [
      ['services', placement.service, 'plan'],
      [...placement.path, 'plan'],
      ['environments', placement.environment],
    ];
    report(error(placement.path, 'missing-key', sentence, { at: 'key', expected: '`plan`', about }));
    return null;
  }
  const plan = Object.hasOwn(root.plans ?? {}, name) ? root.plans?.[name] : undefined;
  return plan === undefined ? null : { plan, path: ['plans', name] };
}

function checkGates({ shape }: BuiltPlan, { plan, path }: FoundPlan, crew: Crew, { report }: Building): void {
  shape.stages.forEach(({ gate }, index) => {
    const ends = plan.ending !== undefined && index === shape.stages.length - 1;
    const at = ends ? [...path, 'ending', 'sign_offs'] : [...path, 'stages', index, 'then'];
    if (gate !== null) checkGate(gate, at, crew, report);
  });
  if (shape.entry !== undefined) checkGate(shape.entry, [...path, 'entry'], crew, report);
  const { approval } = shape.rollback;
  if (approval !== undefined) checkGate(approval, [...path, 'rollback', 'approval'], crew, report);
}

/** An hour is kept of what a router counted. */
function checkWindows({ checks }: BuiltPlan, counts: string, building: Building): void {
  const counted = new Set(
    building.metrics.filter(({ source }) => source.kind === 'traffic').map(({ name }) => name),
  );
  for (const { check, path } of checks.flat()) {
    if (check.rule.window <= oneHour || !counted.has(check.rule.metric)) continue;
    const sentence = `This rule looks back further than 1h, and ${counts} counts no longer. Take \`over 1h\` or less.`;
    building.report(
      error(path, 'window-long', sentence, { expected: '`over 1h` or less', suggestion: null }),
    );
  }
}
