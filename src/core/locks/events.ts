import { z } from 'zod';
import { EnvironmentName, PersonId, RolloutId, ServiceName } from '../ids.ts';
import type { Recorded } from '../rollout/events.ts';
import { Instant } from '../time.ts';

/** What can happen to the lock of one service in one environment. */
export const LockEvent = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('locked'),
    service: ServiceName,
    environment: EnvironmentName,
    owner: PersonId,
    reason: z.string(),
    /** When it ends by itself; absent: when somebody opens it. */
    until: Instant.optional(),
    /** It ends with this rollout. */
    while: RolloutId.optional(),
  }),
  z.object({ kind: z.literal('unlocked'), service: ServiceName, environment: EnvironmentName }),
]);
export type LockEvent = z.infer<typeof LockEvent>;

export interface HeldLock {
  readonly service: ServiceName;
  readonly environment: EnvironmentName;
  readonly owner: PersonId;
  readonly reason: string;
  readonly since: Instant;
  /** Null when it does not end at a certain time. */
  readonly until: Instant | null;
  /** The rollout it ends with; null when it hangs on none. */
  readonly while: RolloutId | null;
}

/** The stream of a slot's lock. Neither name can hold a slash. */
export function lockStream(slot: {
  readonly service: ServiceName;
  readonly environment: EnvironmentName;
}): string {
  return `lock/${slot.service}/${slot.environment}`;
}

/** The lock that nobody has opened after these events; it may have ended by itself. The newest event tells. */
export function foldLock(history: readonly Pick<Recorded<LockEvent>, 'at' | 'event'>[]): HeldLock | null {
  const last = history.at(-1);
  if (last === undefined || last.event.kind === 'unlocked') return null;
  const { service, environment, owner, reason, until = null, while: hangsOn = null } = last.event;
  return { service, environment, owner, reason, since: last.at, until, while: hangsOn };
}
