import type { PlaceName, RoleName } from '../ids.ts';
import type { Millis } from '../time.ts';
import type { BreakGlass } from './break-glass.ts';
import type { Gate } from './gates/gate-plan.ts';
import type { PlanBody, Stage } from './plan.ts';

/** What belay.yml says of deployments past the safeguards, for one environment. */
export interface PastSafeguards {
  /** Who may agree as the second person; empty for everybody who may approve. */
  readonly who: readonly RoleName[];
  /** Places of the environment, which hear of it besides the plan's own. */
  readonly places: readonly PlaceName[];
  /** Pagers that are called besides whoever is on call. */
  readonly pagers: readonly PlaceName[];
}

/** So long the only stage is watched at most before it counts as good. */
const longestHold: Millis = 5 * 60_000;
const secondPersonWithin: Millis = 30 * 60_000;

/**
 * The plan of a deployment past the safeguards. What it may leave out is left out; what takes traffic back by itself
 * never is, nor are the steps that prepare the release, such as migrations. It takes the place of whatever is live, and
 * spent budgets do not stop it.
 */
export function pastSafeguards(body: PlanBody, breakGlass: BreakGlass, more: PastSafeguards): PlanBody {
  const skips = new Set(breakGlass.skips);
  const asked = skips.has('approval') ? [] : gatesOf(body);
  const base = skips.has('tests') ? withoutTests(body) : body;
  const kept = skips.has('approval') ? withoutGates(base) : base;
  const direct = skips.has('canary') ? atOnce(kept) : kept;
  const { entry: before, staffed: _, alerts, ...rest } = direct;
  const entry = entryOf(skips.has('canary') ? asked : before === undefined ? [] : [before], {
    breakGlass,
    who: more.who,
  });
  return {
    ...rest,
    ...(entry === null ? {} : { entry }),
    ...(alerts === undefined
      ? {}
      : { alerts: { ...alerts, onCall: [...new Set([...alerts.onCall, ...more.pagers])] } }),
    places: [...new Set([...body.places, ...more.places, ...(breakGlass.announce ?? [])])],
    superseding: 'supersede',
    critical: true,
    breakGlass,
  };
}

function gatesOf({ entry, stages }: PlanBody): readonly Gate[] {
  return [...(entry === undefined ? [] : [entry]), ...stages.flatMap(({ gate }) => gate ?? [])];
}

/** The same person can be one of the approvals, the one of a role and one of those named. */
function peopleOf({ approvals, each = [], everybody = [] }: Gate): number {
  return Math.max(approvals, each.length, everybody.length);
}

/** Verification and what people tick. What prepares the release stays: without its migration it would not run. */
function withoutTests(body: PlanBody): PlanBody {
  const { before: _, verification: __, ...rest } = body;
  return {
    ...rest,
    verify: [],
    stages: body.stages.map(({ checklist: ___, ...stage }) => stage),
  };
}

function withoutGates({ entry: _, ...body }: PlanBody): PlanBody {
  return { ...body, stages: body.stages.map((stage) => ({ ...stage, gate: null })) };
}

/** One stage with everybody, watched by the triggers of the last one. Nothing is left to promote, so no criteria. */
function atOnce(body: PlanBody): PlanBody {
  const last = body.stages.at(-1) as Stage;
  const hold = Math.min(longestHold, Math.max(...body.stages.map((stage) => stage.hold)));
  return {
    ...body,
    stages: [
      {
        ...last,
        name: '100%',
        weight: 100,
        hold,
        gate: null,
        checks: last.checks.filter(({ action }) => action !== 'criterion'),
        unmet: { extendBy: hold, extensions: 0, outcome: 'hold' },
      },
    ],
  };
}

/**
 * Asked before anything begins. Where approvals are not skipped but their stages are, the one that asks most is asked
 * then; somebody else always is, unless the configuration waives it. The request itself pages, so the gate does not.
 */
function entryOf(
  asked: readonly Gate[],
  { breakGlass, who }: { readonly breakGlass: BreakGlass; readonly who: readonly RoleName[] },
): Gate | null {
  const [strictest] = asked.toSorted((one, other) => peopleOf(other) - peopleOf(one));
  if (strictest !== undefined) {
    return breakGlass.secondPerson ? { ...strictest, requesterMayApprove: false } : strictest;
  }
  if (!breakGlass.secondPerson) return null;
  return {
    approvals: 1,
    roles: [...who],
    requesterMayApprove: false,
    expiresAfter: secondPersonWithin,
    onReject: 'roll_back',
    onExpiry: 'roll_back',
  };
}
