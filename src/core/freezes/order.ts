import { z } from 'zod';
import { EnvironmentName, PersonId } from '../ids.ts';
import type { Recorded } from '../rollout/events.ts';
import { Instant } from '../time.ts';

/** One environment, or all of them. No environment can be called `*`. */
export const Scope = z.union([z.literal('*'), EnvironmentName]);
export type Scope = z.infer<typeof Scope>;

/** What can happen to the order that nothing goes forward in an environment, or anywhere. */
export const FreezeEvent = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('frozen'),
    environment: Scope,
    owner: PersonId,
    reason: z.string(),
    /** When it ends by itself; absent: when somebody lifts it. */
    until: Instant.optional(),
  }),
  z.object({ kind: z.literal('unfrozen'), environment: Scope }),
]);
export type FreezeEvent = z.infer<typeof FreezeEvent>;

/** Somebody ordered that nothing goes forward. */
export interface FreezeOrder {
  readonly environment: Scope;
  readonly owner: PersonId;
  readonly reason: string;
  readonly since: Instant;
  /** Null until somebody lifts it. */
  readonly until: Instant | null;
}

/** The stream of a scope's orders. */
export function freezeStream(environment: Scope): string {
  return `freeze/${environment}`;
}

/** What was ordered last and not lifted; it may be over by now. The newest event tells. */
export function foldFreeze(
  history: readonly Pick<Recorded<FreezeEvent>, 'at' | 'event'>[],
): FreezeOrder | null {
  const last = history.at(-1);
  if (last === undefined || last.event.kind === 'unfrozen') return null;
  const { environment, owner, reason, until = null } = last.event;
  return { environment, owner, reason, since: last.at, until };
}

export function holds(order: FreezeOrder | null, now: Instant): order is FreezeOrder {
  return order !== null && (order.until === null || now < order.until);
}
