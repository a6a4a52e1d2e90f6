import { decideFinding } from '../../src/core/rollout/decide-world.ts';
import type { RollbackCause, RolloutEvent } from '../../src/core/rollout/events.ts';
import type { Finding } from '../../src/core/rollout/finding.ts';
import type { Rollout } from '../../src/core/rollout/state.ts';
import type { Instant } from '../../src/core/time.ts';

/** A finding that took traffic back and is not in the log yet. */
export interface Debt {
  readonly finding: Finding;
  readonly cause: RollbackCause;
}

/** @returns null when the events take nothing back */
export function debtOf(finding: Finding, events: readonly RolloutEvent[]): Debt | null {
  const order = events.find((event) => event.kind === 'rollback-ordered');
  return order === undefined ? null : { finding, cause: order.cause };
}

/**
 * What was decided then, decided on the rollout as it stands now. Others may have written meanwhile who know nothing of
 * how long a limit had been broken: what was measured took the traffic back all the same, and stays the cause.
 */
export function decideDebt(
  rollout: Rollout,
  { finding, cause }: Debt,
  now: Instant,
): readonly RolloutEvent[] {
  const events = decideFinding(rollout, finding, now);
  const still = finding.kind !== 'evaluated' || events.some(({ kind }) => kind === 'rollback-ordered');
  return still ? events : decideFinding(rollout, { kind: 'taken-back', cause }, now);
}
