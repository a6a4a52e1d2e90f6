import { ServiceName } from '../../core/ids.ts';
import { nearest } from '../../core/nearest.ts';
import { checkNames } from '../check-names.ts';
import type { Config } from '../config.ts';
import { error, type Path, type Report } from '../mistake.ts';
import type { Names } from '../names.ts';
import type { Root } from '../schema/root.ts';
import { buildAlertRules } from './alert-rules.ts';
import { checkAlerts } from './alerts.ts';
import { buildBreakGlass } from './break-glass.ts';
import { buildBudgets, checkBudgetGates } from './budgets.ts';
import type { Building } from './building.ts';
import { checkCapacity } from './check-capacity.ts';
import { checkPlan } from './check-plan.ts';
import { checkQueries, checkQueryRules } from './check-queries.ts';
import { checkRequires } from './check-requires.ts';
import { checkTiers } from './check-tiers.ts';
import { checkExtends } from './checklists.ts';
import { buildCommunications } from './communications.ts';
import { buildDeliveryTargets } from './delivery-targets.ts';
import { buildDocumentsConfig } from './documents.ts';
import { buildMetrics, ruleContext } from './metrics.ts';
import { buildModel } from './model.ts';
import { buildApiRoutes, buildKillSwitch, checkKillSwitch } from './own-paths.ts';
import { buildAccess, buildEnvironments, buildPeople, buildRouters, checkAccounts } from './people.ts';
import { placements } from './placed.ts';
import { buildPlaces } from './places.ts';
import { buildPlan, type PlanSource } from './plan.ts';
import { checkProcedure } from './procedure.ts';
import { buildRoles } from './roles.ts';
import { checkEmbedded, checkRoutes } from './routing.ts';
import { buildSignals, checkReported, checkReportedRules } from './signals.ts';
import { buildSlot } from './slot.ts';
import { buildSources } from './sources.ts';
import { buildTrains } from './trains.ts';
import { buildTriggers, repositoriesOf } from './triggers.ts';
import { checkVerification } from './verification.ts';

/** Resolves a file of the right shape. What is wrong goes to `report`; the result counts only without errors. */
export function buildConfig(file: string, root: Root, names: Names, report: Report): Config {
  const metrics = buildMetrics(root, report);
  const building = { root, names, metrics, report };
  const context = ruleContext(metrics, { window: 60_000, minimumRequests: 100 });
  checkNames(root, names, context).forEach(report);
  checkEnvironmentKeys(building);
  checkExtends(root.checklists ?? {}, report);
  checkAlerts(root, report);
  checkProcedure(root.emergency?.procedure, ['emergency', 'procedure'], root, report);
  checkCapacity(root, report);
  checkQueries(building);
  checkReported(building);
  checkVerification(building);
  checkKillSwitch(root, report);
  for (const { plan, path } of everyPlan(root)) {
    const built = buildPlan(plan, path, {}, building);
    checkPlan(plan, path, built, report);
    checkProcedure(plan.rollback?.procedure, [...path, 'rollback', 'procedure'], root, report);
    checkRequires(plan, path, building);
    checkQueryRules(built, building);
    checkReportedRules(built, building);
  }
  return resolve(file, building);
}

function resolve(file: string, building: Building): Config {
  const { root } = building;
  const people = buildPeople(root);
  const access = buildAccess(root);
  checkAccounts(people, building.report);
  const places = buildPlaces(root, building.report);
  const heard = new Set(places.flatMap((place) => (place.kind === 'github' ? place.repositories : [])));
  const environments = buildEnvironments(root, places, building.report);
  const roles = buildRoles(root, places, building.report);
  checkTiers(root, heard, building.report);
  const openRoles = new Set(roles.flatMap(({ name, sources }) => (sources.length === 0 ? [] : [name])));
  const crewOf = (environment: string) => ({ people, access, environment, openRoles });
  const slots = placements(root).flatMap((placement) => {
    const environment = environments.find(({ name }) => name === placement.environment);
    if (environment === undefined) return [];
    return [buildSlot(placement, environment, crewOf(placement.environment), building)];
  });
  const routed = slots.flatMap(({ placement, routing }) =>
    routing === null ? [] : [{ placement, routing }],
  );
  checkRoutes(routed, building);
  checkEmbedded(routed, building);
  const built = slots.flatMap(({ slot }) => (slot === null ? [] : [slot]));
  const budgets = buildBudgets(building);
  checkBudgetGates(budgets, built, crewOf, building);
  return {
    file,
    name: root.name ?? null,
    people,
    roles,
    access,
    places,
    routers: buildRouters(root),
    sources: buildSources(root, building.report),
    signals: buildSignals(root),
    environments,
    services: Object.keys(root.services).map((name) => ServiceName.parse(name)),
    repositories: repositoriesOf(root),
    triggers: buildTriggers(root, heard, building.report),
    trains: buildTrains(building),
    budgets,
    slots: built,
    alertRules: buildAlertRules(root),
    documents: buildDocumentsConfig(root),
    communications: buildCommunications(root, building.report),
    heartbeat: root.heartbeat ?? null,
    breakGlass: buildBreakGlass(root, { people, access }, building.report),
    deliveryTargets: buildDeliveryTargets(root, building.report),
    model: buildModel(root, building.report),
    killSwitch: buildKillSwitch(root),
    apiRoutes: buildApiRoutes(root, building.report),
  };
}

/** Every plan once, also those that no service uses. */
function everyPlan(root: Root): readonly { plan: PlanSource; path: Path }[] {
  const named = Object.entries(root.plans ?? {}).map(([name, plan]) => ({ plan, path: ['plans', name] }));
  const inline = Object.entries(root.services).flatMap(([service, declared]) => {
    const path = ['services', service];
    const own = Object.entries(declared.environments ?? {}).map(([environment, placed]) => ({
      plan: placed?.plan,
      path: [...path, 'environments', environment, 'plan'],
    }));
    return [{ plan: declared.plan, path: [...path, 'plan'] }, ...own];
  });
  return [
    ...named,
    ...inline.flatMap(({ plan, path }) => (plan === undefined || 'tag' in plan ? [] : [{ plan, path }])),
  ];
}

function checkEnvironmentKeys({ root, names, report }: Building): void {
  for (const [service, declared] of Object.entries(root.services)) {
    for (const environment of Object.keys(declared.environments ?? {})) {
      if (names.environment.includes(environment)) continue;
      const suggestion = nearest(environment, names.environment);
      const known = names.environment.map((name) => `\`${name}\``).join(', ');
      const hint = suggestion === null ? `Declared: ${known}.` : `Did you mean \`${suggestion}\`?`;
      report(
        error(
          ['services', service, 'environments', environment],
          'unknown-reference',
          `There is no environment \`${environment}\`. ${hint}`,
          { at: 'key', expected: known, suggestion },
        ),
      );
    }
  }
}
