import { setTimeout as sleep } from 'node:timers/promises';
import type { RolloutId } from '../../src/core/ids.ts';
import { refuse } from '../../src/core/refusal.ts';
import type { Reply } from '../../src/core/reply.ts';
import { decideWish } from '../../src/core/rollout/decide-person.ts';
import { project } from '../../src/core/rollout/decision.ts';
import type { Rollout } from '../../src/core/rollout/state.ts';
import type { Person, Wish } from '../../src/core/rollout/wish.ts';
import type { Instant } from '../../src/core/time.ts';
import type { Ledger } from '../../src/ledger/ledger.ts';
import type { Log } from '../../src/ports/log.ts';
import type { MoveTraffic } from '../jobs/move-traffic.ts';

type RollbackWish = Extract<Wish, { kind: 'rollback' }>;

/** A person's rollback while the store does not answer: traffic first, the log as soon as it can be written. */
export interface TakeBackBlindly {
  order(rollout: Rollout, wish: RollbackWish, by: Person, now: Instant): Promise<Reply>;
  /** Writes what is owed to the log until the signal; traffic stays back meanwhile. */
  settleUntil(signal: AbortSignal): Promise<void>;
}

interface Owed {
  readonly rollout: Rollout;
  readonly wish: RollbackWish;
  readonly by: Person;
  readonly at: Instant;
}

const every = 500;

export function createTakeBackBlindly(parts: {
  readonly ledger: Ledger;
  readonly moveTraffic: MoveTraffic;
  readonly log: Log;
}): TakeBackBlindly {
  const owed = new Map<RolloutId, Owed>();

  /** @returns false while it must be tried again */
  async function write({ rollout: { id }, wish, by, at }: Owed): Promise<boolean> {
    const rollout = await parts.ledger.load(id);
    if (rollout === null) return true;
    const decision = decideWish(rollout, wish, by, at);
    if (decision.kind === 'refused' || decision.events.length === 0) return true;
    const written = await parts.ledger.write(rollout, decision.events, by, at, 'at-once');
    return written.kind === 'written';
  }

  async function settleOnce(): Promise<void> {
    for (const [id, one] of owed) {
      try {
        if (await write(one)) owed.delete(id);
      } catch (error) {
        parts.log.warn({ err: error, rollout: id }, 'a rollback is still owed to the log; it is tried again');
      }
    }
  }

  return {
    async order(rollout, wish, by, now) {
      const decision = decideWish(rollout, wish, by, now);
      if (decision.kind === 'refused') return decision;
      const found = await parts.moveTraffic(project(rollout, decision.events, by, now), 'ahead-of-log');
      if (found?.kind === 'route-refused') {
        return refuse(
          'router-refused',
          `Neither the database nor the router did what was asked: ${found.sentence} Move the traffic by hand; \`status\` and the rollout's card have the commands.`,
        );
      }
      owed.set(rollout.id, { rollout, wish, by, at: now });
      return {
        kind: 'done',
        rollout: rollout.id,
        sentence: `${rollout.id}: all traffic goes to ${rollout.stable?.version ?? 'stable'} now. The database does not answer, so this is not recorded yet; Belay writes it down as soon as it can. Look again with \`status\`.`,
      };
    },
    async settleUntil(signal) {
      while (!signal.aborted) {
        await settleOnce();
        await sleep(every, undefined, { signal }).catch(() => undefined);
      }
    },
  };
}
