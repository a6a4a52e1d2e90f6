import type { PersonName } from '../../src/core/card/names.ts';
import { orderWords, unfreezeLine, windowWords } from '../../src/core/freezes/words.ts';
import type { Plan } from '../../src/core/rollout/plan.ts';
import type { Freezes } from '../../src/ledger/freezes.ts';
import type { Incidents } from '../../src/ledger/incidents.ts';
import type { BlockSource } from './find-blocks.ts';

/** What goes past safeguards was agreed to by people when it was asked for. */
export function goesPast({ critical, breakGlass }: Pick<Plan, 'critical' | 'breakGlass'>): boolean {
  return critical === true || breakGlass !== undefined;
}

/** Windows of calendars hold everything but critical fixes. */
export function createFreezeBlocks(freezes: Pick<Freezes, 'windows'>): BlockSource {
  return {
    by: 'freeze',
    async find({ plan }, now) {
      if (goesPast(plan)) return null;
      const { current, unknown } = await freezes.windows(plan.environment, now);
      if (current !== null) {
        return { by: 'freeze', sentence: windowWords(current, plan.environment), until: current.to };
      }
      return unknown === null ? null : { by: 'freeze', sentence: unknown, until: null };
    },
  };
}

/** What somebody ordered holds critical fixes too; only who breaks the glass goes past it. */
export function createOrderBlocks(freezes: Pick<Freezes, 'order'>, personName: PersonName): BlockSource {
  return {
    by: 'order',
    async find({ plan, blocks }, now) {
      if (plan.breakGlass !== undefined) return null;
      // The order that blocked it is newer than what may be remembered here.
      const order = await freezes.order(plan.environment, now, blocks.order?.since);
      if (order === null) return null;
      const sentence = `${orderWords(order, personName(order.owner))}; ${unfreezeLine(order)} lifts it`;
      return { by: 'order', sentence, until: order.until };
    },
  };
}

/** An open incident holds everything but critical fixes, which may be what ends it. */
export function createIncidentBlocks(incidents: Pick<Incidents, 'stopping'>): BlockSource {
  return {
    by: 'incident',
    async find({ plan }, now) {
      if (goesPast(plan)) return null;
      const { service, environment } = plan;
      const open = await incidents.stopping({ service, environment }, now);
      return open === null ? null : { by: 'incident', sentence: open, until: null };
    },
  };
}
