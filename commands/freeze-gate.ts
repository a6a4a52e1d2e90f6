import { planHash } from '../src/config/compile.ts';
import { agreedFirst, decideFrozen, freezeAhead } from '../src/core/freezes/release.ts';
import type { Refusal } from '../src/core/refusal.ts';
import type { Plan } from '../src/core/rollout/plan.ts';
import type { Instant } from '../src/core/time.ts';
import type { Desk } from './command.ts';
import { lockOwner } from './describe-lock.ts';

interface Passed {
  readonly plan: Plan;
  /** A freeze to come that would hold it, as a sentence. */
  readonly ahead: string | null;
}

/** What is frozen there, and whether an incident stops releases. @returns the plan it may go with, or why it may not */
export async function passFreezes(
  { freezes, incidents, config }: Pick<Desk, 'freezes' | 'incidents' | 'config'>,
  plan: Plan,
  critical: boolean,
  now: Instant,
): Promise<Passed | Refusal> {
  const { service, environment } = plan;
  const [order, windows, incident] = await Promise.all([
    freezes.order(environment, now, now - 1),
    freezes.windows(environment, now),
    incidents.stopping({ service, environment }, now),
  ]);
  const { current: window, next, unknown } = windows;
  const owner = order === null ? '' : lockOwner(order, config);
  const decision = decideFrozen({ order, window, unknown, incident }, plan, critical, owner);
  if (decision.kind === 'refused') return decision;
  const ahead = freezeAhead(next, plan, now);
  if (!decision.agreed) return { plan, ahead };
  const { hash: _, ...body } = plan;
  const fix = agreedFirst(body);
  return { plan: { ...fix, hash: planHash(fix) }, ahead };
}
