import type { Gate } from '../../core/rollout/gates/gate-plan.ts';
import type { PlanBody, Probe, Stage, Step } from '../../core/rollout/plan.ts';
import type { Root } from '../schema/root.ts';
import { type Building, listOf } from './building.ts';
import { buildBoxes, type Use } from './checklists.ts';
import type { Placement } from './placed.ts';
import type { BuiltPlan, PlanSource } from './plan.ts';

export type Checklists = Pick<PlanBody, 'stages' | 'before' | 'after' | 'named'>;

export interface Seen {
  readonly probes: readonly Probe[];
  readonly prepare: readonly Step[];
}

/** The plan's stages with their boxes, and what is ticked before the first and after the last of them. */
export function buildChecklists(
  placement: Placement,
  plan: PlanSource,
  { shape }: BuiltPlan,
  seen: Seen,
  building: Building,
): Checklists {
  const { root, report } = building;
  const lists = root.checklists ?? {};
  const start = startUse(placement, seen, root);
  const { budgets } = start;
  const at = (use: Pick<Use, 'where' | 'place' | 'checks' | 'gate' | 'probes'>): Use => ({
    ...use,
    budgets,
    prepare: seen.prepare,
  });
  const defaults = root.environments[placement.environment]?.approval;
  const stages = shape.stages.map((stage, index): Stage => {
    const source = plan.stages[index];
    const names = [
      ...listOf(source?.checklist),
      ...(stage.gate === null ? [] : listOf(gateList(source?.then) ?? defaults?.checklist)),
    ];
    const { checks, gate } = stage;
    const where = `stage-${index + 1}`;
    const use = at({ where, place: `in stage ${stage.name}`, checks, gate, probes: seen.probes });
    return withList(stage, 'checklist', buildBoxes(namesOf(names), lists, use, report));
  });
  const outside = { checks: [], gate: null as Gate | null };
  const end = at({ where: 'end', place: 'after completion', ...outside, probes: seen.probes });
  const said = root.documents?.checklist;
  const { list, success_criteria: criteria, notes } = typeof said === 'object' ? said : {};
  const before = buildBoxes(
    namesOf([list, root.records?.before, ...listOf(gateList(plan.entry))]),
    lists,
    start,
    report,
  );
  const after = buildBoxes(namesOf([root.records?.after]), lists, end, report);
  const named = {
    criteria: (criteria ?? []).map((one) => ('tag' in one ? one.text : one.rule.text)),
    notes: notes ?? [],
  };
  const isNamed = named.criteria.length + named.notes.length > 0;
  return withList(withList({ stages, ...(isNamed ? { named } : {}) }, 'before', before), 'after', after);
}

/** What Belay can see before the first stage. */
export function startUse(placement: Placement, { probes, prepare }: Seen, root: Root): Use {
  return {
    where: 'start',
    place: 'before the first stage',
    checks: [],
    gate: null,
    probes: probes.filter(({ kind }) => kind === 'startup'),
    budgets: budgetsOf(root, placement.service),
    prepare,
  };
}

/** A plan that has no list has no key for it, so that its hash stays what it was. */
function withList<T, K extends string, V>(whole: T, key: K, list: V | undefined): T & { [P in K]?: V } {
  return (list === undefined ? whole : { ...whole, [key]: list }) as T & { [P in K]?: V };
}

function namesOf(references: readonly ({ readonly name: string } | undefined)[]): readonly string[] {
  return [...new Set(references.flatMap((reference) => reference?.name ?? []))];
}

function gateList(next: PlanSource['stages'][number]['then'] | PlanSource['entry']) {
  return typeof next === 'object' ? next.checklist : undefined;
}

function budgetsOf(root: Root, service: string): readonly string[] {
  return Object.entries(root.error_budgets ?? {}).flatMap(([name, budget]) => {
    const services = listOf(budget.services);
    return services.length === 0 || services.some((one) => one.name === service) ? [name] : [];
  });
}
