import { withBoxes } from '../../core/checklist/with-boxes.ts';
import { EnvironmentName, PlaceName, RoleName } from '../../core/ids.ts';
import { listed } from '../../core/prose.ts';
import { observedFor, stretchHolds } from '../../core/risk/stretch.ts';
import type { Gate } from '../../core/rollout/gates/gate-plan.ts';
import type { PlanBody, Probe, Step } from '../../core/rollout/plan.ts';
import { formatDuration } from '../../core/time.ts';
import type { RiskConfig, ScopeConfig, TierConfig } from '../config.ts';
import type { Path } from '../mistake.ts';
import type { Root } from '../schema/root.ts';
import { type Building, listOf } from './building.ts';
import type { Crew } from './check-people.ts';
import { checkTickers } from './check-tickers.ts';
import { checkEntry, checkStretch } from './check-tiers.ts';
import { boxesOf, buildBoxes, type Placed } from './checklists.ts';
import { startUse } from './checklists-of-slot.ts';
import { buildGate } from './gates.ts';
import type { Placement } from './placed.ts';
import type { FoundPlan } from './plan.ts';

type Tier = NonNullable<Root['tiers']>[string];
type ScopeSource = NonNullable<Root['scopes']>[number];
type Body = Omit<PlanBody, 'canary'>;

export interface RiskParts {
  readonly placement: Placement;
  readonly crew: Crew;
  readonly building: Building;
  readonly probes: readonly Probe[];
  readonly prepare: readonly Step[];
  /** The plan of the slot, and where it stands. */
  readonly found: FoundPlan;
  readonly plan: Body;
  /** The same slot by another plan. */
  readonly otherPlan: (other: FoundPlan) => Body;
}

/** The tier of files that no scope matches. */
export function usualTier(root: Root): Tier | undefined {
  const tiers = Object.values(root.tiers ?? {});
  return tiers.find(({ usual }) => usual === true) ?? tiers[0];
}

/** What the tiers of the file mean for one service in one environment; null where there are none. */
export function buildRisk(parts: RiskParts): RiskConfig | null {
  const { root } = parts.building;
  const declared = Object.entries(root.tiers ?? {});
  const names = declared.map(([name]) => name);
  const [lowest] = names;
  if (lowest === undefined) return null;
  const said = (key: 'usual' | 'when_unknown') => declared.find(([, tier]) => tier[key] === true)?.[0];
  const scopes = (root.scopes ?? []).map((scope, index) => buildScope(scope, ['scopes', index], parts));
  const tiers = declared.map(([name, tier]) => buildTier(name, tier, parts));
  const risk = {
    ladder: {
      tiers: names,
      usual: said('usual') ?? lowest,
      whenUnknown: said('when_unknown') ?? names.at(-1) ?? lowest,
    },
    tiers,
    scopes,
    gate: gateOf({ approvals: 1 }, parts),
  };
  checkEntry(risk, parts.crew, parts.building.report);
  for (const { plan } of tiers) {
    const before = withBoxes(
      plan.before,
      scopes.flatMap(({ boxes }) => boxes),
    );
    const whole = before === undefined ? plan : { ...plan, before };
    checkTickers(whole, parts.placement.service, parts.crew, parts.building.report);
  }
  return risk;
}

function buildTier(name: string, tier: Tier, parts: RiskParts): TierConfig {
  const { placement, building } = parts;
  const { root, report } = building;
  const base = planOf(tier, parts);
  const atLeast = tier.observe_at_least ?? 0;
  checkStretch(base, atLeast, ['tiers', name, 'observe_at_least'], report);
  const stages = [...stretchHolds(base.stages, atLeast)];
  const boxes = buildBoxes(
    tier.checklist === undefined ? [] : [tier.checklist.name],
    root.checklists ?? {},
    startUse(placement, parts, root),
    report,
  );
  const before = withBoxes(base.before, boxes?.boxes ?? []);
  const { before: _, ...rest } = base;
  const firstIn = tier.first_in?.name ?? null;
  const rehearsed =
    firstIn === placement.environment && root.environments[placement.environment]?.production !== true;
  return {
    name,
    plan: { ...rest, stages, ...(before === undefined ? {} : { before }) },
    approvals: tier.approval === undefined || rehearsed ? [] : [gateOf(tier.approval, parts)],
    signOffs: rehearsed ? [] : listOf(tier.sign_offs).map((role) => RoleName.parse(role.name)),
    notice: rehearsed ? null : noticeOf(tier, root),
    firstIn: firstIn === null || firstIn === placement.environment ? null : EnvironmentName.parse(firstIn),
    rehearsed,
    demands: demandsOf(base, stages, atLeast),
  };
}

function demandsOf(base: Body, stages: Body['stages'], atLeast: number): readonly string[] {
  if (atLeast === 0) return [];
  const [was, is] = [observedFor(base.stages), observedFor(stages)];
  const said = `observation for at least ${formatDuration(atLeast)}`;
  return [
    is === was ? said : `${said} (holds of ${formatDuration(was)} are stretched to ${formatDuration(is)})`,
  ];
}

function planOf(tier: Tier, { building, found, plan, otherPlan }: RiskParts): Body {
  const { plans = {} } = building.root;
  const name = tier.plan?.name;
  const other = name !== undefined && Object.hasOwn(plans, name) ? plans[name] : undefined;
  return name === undefined || other === undefined || other === found.plan
    ? plan
    : otherPlan({ plan: other, path: ['plans', name] });
}

function noticeOf({ notice, tell }: Tier, root: Root): TierConfig['notice'] {
  if (notice === undefined) return null;
  const names = listOf(tell).map((one) => one.name);
  const isPlace = (name: string) => Object.hasOwn(root.places ?? {}, name);
  return {
    ahead: notice,
    through: names.filter(isPlace).map((name) => PlaceName.parse(name)),
    to: listed(names.filter((name) => !isPlace(name))),
  };
}

function gateOf(approval: NonNullable<Tier['approval']>, { building, placement }: RiskParts): Gate {
  const gate = buildGate(
    approval,
    building.root.environments[placement.environment]?.approval ?? {},
    building.root.people,
  );
  return gate as Gate;
}

function buildScope(scope: ScopeSource, path: Path, parts: RiskParts): ScopeConfig {
  const { placement, building } = parts;
  const placed = (scope.checks ?? []).map(
    (check, index): Placed => ({
      source: typeof check === 'string' ? asItem(check) : check,
      path: [...path, 'checks', index],
    }),
  );
  return {
    patterns: scope.paths,
    tier: scope.tier.name,
    level: scope.risk ?? null,
    approvals: scope.approval === undefined ? [] : [gateOf(scope.approval, parts)],
    boxes: boxesOf(placed, startUse(placement, parts, building.root), building.report),
  };
}

/** `ci: security-scan` is what Belay looks up; other words are for people. */
function asItem(check: string): Placed['source'] {
  const [, names] = /^ci(?:: ?(.+))?$/.exec(check.trim()) ?? [];
  if (!/^ci(:|$)/.test(check.trim())) return { item: check };
  return { item: names === undefined ? 'CI is green' : `CI is green: ${names}`, evidence: check };
}
