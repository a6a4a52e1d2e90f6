import { setTimeout as sleep } from 'node:timers/promises';
import type { RolloutId } from '../../src/core/ids.ts';
import { decideFinding } from '../../src/core/rollout/decide-world.ts';
import { belay, project } from '../../src/core/rollout/decision.ts';
import { nextLook } from '../../src/core/rollout/next-look.ts';
import type { Rollout } from '../../src/core/rollout/state.ts';
import type { Instant } from '../../src/core/time.ts';
import type { LastKnown } from '../../src/ledger/last-known.ts';
import type { Log } from '../../src/ports/log.ts';
import { debtOf } from './debt.ts';
import type { Evaluate } from './evaluate.ts';
import type { MoveBlindly } from './move-blindly.ts';
import type { Unwritten } from './unwritten.ts';

export interface GuardParts {
  readonly lastKnown: LastKnown;
  readonly moveBlindly: MoveBlindly;
  readonly evaluate: Evaluate;
  readonly unwritten: Unwritten;
  /** Looks at a rollout as a job would: what is owed to the log must be written before anything else happens. */
  readonly advance: (id: RolloutId) => Promise<void>;
  readonly clock: () => Instant;
  readonly log: Log;
}

const whileAnswering = 2000;
const whileBlind = 250;

/** Watches over live rollouts while the store cannot be asked. A plain timer: nothing it needs can be lost. */
export async function guardUntil(parts: GuardParts, signal: AbortSignal): Promise<void> {
  const looks = new Map<RolloutId, Instant>();
  while (!signal.aborted) {
    await parts.lastKnown.refresh();
    if (parts.lastKnown.answers()) {
      looks.clear();
      await settleDebts(parts);
    } else await lookBlindly(parts, looks);
    const wait = parts.lastKnown.answers() ? whileAnswering : whileBlind;
    await sleep(wait, undefined, { signal }).catch(() => undefined);
  }
}

async function settleDebts({ unwritten, advance, log }: GuardParts): Promise<void> {
  for (const id of unwritten.owed.keys()) {
    await advance(id).catch((error: unknown) =>
      log.warn({ err: error, rollout: id }, 'a rollback is still owed to the log; it is tried again'),
    );
  }
}

async function lookBlindly(parts: GuardParts, looks: Map<RolloutId, Instant>): Promise<void> {
  const due = parts.lastKnown.live().filter(({ id }) => (looks.get(id) ?? 0) <= parts.clock());
  await Promise.all(
    due.map(async (rollout) => {
      try {
        looks.set(
          rollout.id,
          nextLook(await lookOnce(parts, rollout), parts.clock()) ?? Number.MAX_SAFE_INTEGER,
        );
      } catch (error) {
        parts.log.error(
          { err: error, rollout: rollout.id },
          'a look without the store failed; it is tried again',
        );
      }
    }),
  );
}

/**
 * One look without the store: nothing goes forward, the split that stands is renewed, and a trigger takes traffic
 * back. What was seen and decided is kept in memory, and written first when the store answers again.
 * @returns the rollout with what has been seen of it since the store fell silent
 */
export async function lookOnce(parts: GuardParts, known: Rollout): Promise<Rollout> {
  const rollout = parts.unwritten.recall(known);
  const owed = parts.unwritten.owed.get(rollout.id);
  if (owed !== undefined || isGoingBack(rollout)) return takeBack(parts, rollout);
  const standing = standsStill(rollout) ? await parts.moveBlindly.renew(rollout) : null;
  if (standing?.kind === 'not-ours') return leave(parts, rollout);
  const finding = await parts.evaluate(rollout, parts.clock());
  if (finding === null) return rollout;
  const now = parts.clock();
  const events = decideFinding(rollout, finding, now);
  const debt = debtOf(finding, events);
  if (debt === null) {
    parts.unwritten.keep(rollout, project(rollout, events, belay, now));
    return parts.unwritten.recall(known);
  }
  parts.unwritten.owed.set(rollout.id, debt);
  parts.log.error({ rollout: rollout.id }, 'traffic goes back while the store does not answer');
  return takeBack(parts, rollout);
}

function isGoingBack({ phase }: Rollout): boolean {
  return phase.kind === 'rolling-back' && phase.weight === 0;
}

/** A split that is being changed is left to its lease; what stands is renewed. */
function standsStill({ phase }: Rollout): boolean {
  switch (phase.kind) {
    case 'preparing':
    case 'observing':
    case 'waiting':
    case 'verifying':
      return true;
    case 'rolling-back':
    case 'shifting':
    case 'completing':
    case 'queued':
    case 'rolled-back':
    case 'completed':
    case 'cancelled':
      return false;
  }
}

async function takeBack(parts: GuardParts, rollout: Rollout): Promise<Rollout> {
  const moved = await parts.moveBlindly.takeBack(rollout);
  if (moved.kind === 'not-ours') return leave(parts, rollout);
  if (moved.kind === 'refused') {
    const { sentence } = moved;
    parts.log.error({ rollout: rollout.id, sentence }, 'traffic could not be taken back yet; trying on');
  }
  return rollout;
}

/** Somebody who still reaches the store has taken this rollout further than it is known here. */
function leave({ lastKnown, unwritten, log }: GuardParts, rollout: Rollout): Rollout {
  log.warn(
    { rollout: rollout.id },
    'the router follows somebody who knows more of this rollout; it is left alone from here',
  );
  lastKnown.forget(rollout.id);
  unwritten.owed.delete(rollout.id);
  unwritten.forget(rollout.id);
  return rollout;
}
