import type { PersonName } from '../../src/core/card/names.ts';
import { orderWords, unfreezeLine, windowWords } from '../../src/core/freezes/words.ts';
import type { Gate } from '../../src/core/rollout/gates/gate-plan.ts';
import type { Plan } from '../../src/core/rollout/plan.ts';
import type { GateDecision, Rollout } from '../../src/core/rollout/state.ts';
import type { Freezes } from '../../src/ledger/freezes.ts';
import type { Incidents } from '../../src/ledger/incidents.ts';
import type { BlockSource } from './find-blocks.ts';

/**
 * A critical fix goes past once somebody else has agreed to it. One that was asked for while nothing was in the way was
 * agreed to by nobody: calling a release critical opens nothing by itself.
 */
export function goesPast({ plan, decisions }: Pick<Rollout, 'plan' | 'decisions'>): boolean {
  const { critical, entry } = plan;
  if (critical !== true) return false;
  return asksOthers(entry) || decisions.some((one) => isGiven(one) && asksOthers(gateOf(plan, one)));
}

function asksOthers(gate: Gate | null | undefined): boolean {
  return gate?.requesterMayApprove === false;
}

function isGiven({ outcome, rollback }: GateDecision): boolean {
  return outcome === 'approved' && rollback !== true;
}

function gateOf({ entry, stages }: Plan, { stage }: GateDecision): Gate | null | undefined {
  return stage === null ? entry : stages[stage]?.gate;
}

/** What a critical fix that nobody else has agreed to is told besides. */
function andHowPast({ plan }: Pick<Rollout, 'plan'>): string {
  return plan.critical === true
    ? '; nobody else has agreed to this critical fix, so it waits too: asked for again with `--critical` now, it goes once somebody else approves it'
    : '';
}

/** Windows of calendars hold everything but critical fixes that somebody else has agreed to. */
export function createFreezeBlocks(freezes: Pick<Freezes, 'windows'>): BlockSource {
  return {
    by: 'freeze',
    async find(rollout, now) {
      if (goesPast(rollout)) return null;
      const { plan } = rollout;
      const { current, unknown } = await freezes.windows(plan.environment, now);
      const besides = andHowPast(rollout);
      if (current !== null) {
        const sentence = `${windowWords(current, plan.environment)}${besides}`;
        return { by: 'freeze', sentence, until: current.to };
      }
      return unknown === null ? null : { by: 'freeze', sentence: `${unknown}${besides}`, until: null };
    },
  };
}

/** What somebody ordered holds critical fixes too. */
export function createOrderBlocks(freezes: Pick<Freezes, 'order'>, personName: PersonName): BlockSource {
  return {
    by: 'order',
    async find({ plan, blocks }, now) {
      // The order that blocked it is newer than what may be remembered here.
      const order = await freezes.order(plan.environment, now, blocks.order?.since);
      if (order === null) return null;
      const sentence = `${orderWords(order, personName(order.owner))}; ${unfreezeLine(order)} lifts it`;
      return { by: 'order', sentence, until: order.until };
    },
  };
}

/** An open incident holds everything but critical fixes that somebody else has agreed to, which may be what ends it. */
export function createIncidentBlocks(incidents: Pick<Incidents, 'stopping'>): BlockSource {
  return {
    by: 'incident',
    async find(rollout, now) {
      if (goesPast(rollout)) return null;
      const { service, environment } = rollout.plan;
      const open = await incidents.stopping({ service, environment }, now);
      return open === null
        ? null
        : { by: 'incident', sentence: `${open}${andHowPast(rollout)}`, until: null };
    },
  };
}
