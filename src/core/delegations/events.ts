import { z } from 'zod';
import { PersonId, RoleName } from '../ids.ts';
import type { Recorded } from '../rollout/events.ts';
import { Instant } from '../time.ts';

/** What can happen to the roles that one person lends. */
export const DelegationEvent = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('delegated'),
    lender: PersonId,
    role: RoleName,
    borrower: PersonId,
    /** Exclusive. */
    until: Instant,
    reason: z.string(),
  }),
  z.object({ kind: z.literal('delegation-ended'), lender: PersonId, role: RoleName }),
]);
export type DelegationEvent = z.infer<typeof DelegationEvent>;

/** A role on loan. The lender keeps it. */
export interface Delegation {
  readonly lender: PersonId;
  readonly role: RoleName;
  readonly borrower: PersonId;
  readonly since: Instant;
  /** Exclusive. */
  readonly until: Instant;
  readonly reason: string;
}

/** The stream of what one person lends. A person's id can hold no slash. */
export function delegationStream(lender: PersonId): string {
  return `delegation/${lender}`;
}

/** What one person lends at a moment: each role to one person at most, the newest event of it tells. */
export function foldDelegations(
  history: readonly Pick<Recorded<DelegationEvent>, 'at' | 'event'>[],
  now: Instant,
): readonly Delegation[] {
  const newest = new Map<RoleName, Delegation | null>();
  for (const { at, event } of history) {
    if (event.kind === 'delegation-ended') newest.set(event.role, null);
    else {
      const { lender, role, borrower, until, reason } = event;
      newest.set(role, { lender, role, borrower, since: at, until, reason });
    }
  }
  return [...newest.values()].filter((one) => one !== null).filter(({ until }) => now < until);
}
