import { counted } from '../../../prose.ts';
import type { Recorded } from '../../../rollout/events.ts';
import { gateAfter, gateAt } from '../../../rollout/gates/gate.ts';
import type { Plan } from '../../../rollout/plan.ts';
import { formatDuration } from '../../../time.ts';
import { rollbackAccount } from '../../report/rollback.ts';
import type { Comparison } from '../fact.ts';
import { askedGates, votes } from '../gate-facts.ts';
import { comparison } from '../make-fact.ts';

/** How fast traffic was taken back, and how many approvals came: `rollback/times`, `gate-1/approvals`. */
export function timeComparisons(plan: Plan, events: readonly Recorded[]): readonly Comparison[] {
  return [
    ...rollbackTimes(events),
    ...askedGates(events).map((asked) => {
      const id = `gate-${asked.gate}`;
      const needed = gateAt(plan, asked.stage).approvals;
      const given = votes(plan, asked).length;
      const where = asked.stage === null ? 'before it began' : `after stage ${gateAfter(plan, asked.stage)}`;
      return comparison(
        `${id}/approvals`,
        `${given} of ${counted(needed, 'approval')} needed ${where} ${given === 1 ? 'was' : 'were'} given.`,
        [`${id}/given`, `${id}/needed`],
      );
    }),
  ];
}

function rollbackTimes(events: readonly Recorded[]): readonly Comparison[] {
  const account = rollbackAccount(events);
  if (account === null) return [];
  const { firstSeenAt, orderedAt, safeAt } = account;
  const seen = firstSeenAt === null ? null : formatDuration(Math.max(0, orderedAt - firstSeenAt));
  const safe = safeAt === null ? null : formatDuration(Math.max(0, safeAt - orderedAt));
  const order =
    seen === null
      ? 'The rollback was ordered'
      : `The rollback was ordered ${seen} after the breach was first seen`;
  const rest =
    safe === null
      ? '; it is not recorded that the canary is without traffic'
      : `, and ${safe} later no new request reached the canary`;
  return [
    comparison('rollback/times', `${order}${rest}.`, ['rollback/breach-to-order', 'rollback/order-to-safe']),
  ];
}
