import { setTimeout as sleep } from 'node:timers/promises';
import { versionWords } from '../../src/core/card/version-words.ts';
import type { RolloutId } from '../../src/core/ids.ts';
import { refuse } from '../../src/core/refusal.ts';
import type { Reply } from '../../src/core/reply.ts';
import { decideWish } from '../../src/core/rollout/decide-person.ts';
import type { Rollout } from '../../src/core/rollout/state.ts';
import type { Person, Wish } from '../../src/core/rollout/wish.ts';
import type { Instant } from '../../src/core/time.ts';
import type { Ledger } from '../../src/ledger/ledger.ts';
import type { Log } from '../../src/ports/log.ts';
import type { BlindMove, MoveBlindly } from '../jobs/move-blindly.ts';

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
  readonly moveBlindly: MoveBlindly;
  /** Whether the store answers, as far as is known. */
  readonly answers: () => boolean;
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

  /** Until it is written, anybody who does not know of it could set the split again. */
  async function settle(id: RolloutId, one: Owed): Promise<void> {
    if (!parts.answers()) {
      const moved = await parts.moveBlindly.takeBack(one.rollout);
      if (moved.kind === 'refused') parts.log.error({ rollout: id, sentence: moved.sentence }, trying);
      return;
    }
    if (await write(one)) owed.delete(id);
  }

  async function settleOnce(): Promise<void> {
    for (const [id, one] of owed) {
      try {
        await settle(id, one);
      } catch (error) {
        parts.log.warn({ err: error, rollout: id }, 'a rollback is still owed to the log; it is tried again');
      }
    }
  }

  return {
    async order(rollout, wish, by, now) {
      if (isBack(rollout)) return answerAgain(rollout, await parts.moveBlindly.takeBack(rollout));
      const decision = decideWish(rollout, wish, by, now);
      if (decision.kind === 'refused') return decision;
      // Only what would be a rollback in the log is one at the router.
      if (!decision.events.some(({ kind }) => kind === 'rollback-ordered')) return unwritten(rollout);
      const moved = await parts.moveBlindly.takeBack(rollout);
      if (moved.kind !== 'not-ours') owed.set(rollout.id, { rollout, wish, by, at: now });
      return answer(rollout, moved);
    },
    async settleUntil(signal) {
      while (!signal.aborted) {
        await settleOnce();
        await sleep(every, undefined, { signal }).catch(() => undefined);
      }
    },
  };
}

function unwritten({ id }: Rollout): Reply {
  return refuse(
    'store-unreachable',
    `The database does not answer, so what you asked of ${id} cannot be recorded, and it would not move its traffic. Nothing was moved. \`rollback ${id} --emergency "why"\` goes at once.`,
  );
}

/** It is ordered, and written: to make sure of the router is all that is left. */
function isBack({ phase }: Rollout): boolean {
  return phase.kind === 'rolling-back' && phase.weight === 0;
}

function answerAgain(rollout: Rollout, moved: BlindMove): Reply {
  if (moved.kind === 'refused' || moved.kind === 'not-ours') return answer(rollout, moved);
  const { id, stable } = rollout;
  const to = versionWords(stable?.version ?? 'stable');
  return {
    kind: 'done',
    rollout: id,
    sentence: `${id} is being rolled back already: all traffic goes to ${to} now. The database does not answer; what is left to do follows when it does.`,
  };
}

const trying = 'traffic could not be taken back yet; trying on';

function answer({ id, stable, plan }: Rollout, moved: BlindMove): Reply {
  const to = versionWords(stable?.version ?? 'stable');
  switch (moved.kind) {
    case 'done':
    case 'left':
      return {
        kind: 'done',
        rollout: id,
        sentence: `${id}: all traffic goes to ${to} now. The database does not answer, so this is not recorded yet; Belay writes it down as soon as it can. Look again with \`status\`.`,
      };
    case 'refused':
      return refuse(
        'router-refused',
        `${id}: traffic is not back on ${to} yet: ${moved.sentence} Belay keeps trying. The database does not answer either, so that is not recorded yet. If it takes too long, move the traffic by hand; the rollout's card has the commands.`,
      );
    case 'not-ours':
      return refuse(
        'not-ours',
        `The database does not answer, and the router no longer follows ${id}: another process has taken ${plan.service} further. Nothing was moved. Ask again when the database answers, or look at what the router serves.`,
      );
  }
}
