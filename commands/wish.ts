import { setTimeout as sleep } from 'node:timers/promises';
import type { Refusal } from '../src/core/refusal.ts';
import { refuse } from '../src/core/refusal.ts';
import type { Reply } from '../src/core/reply.ts';
import { decideWish } from '../src/core/rollout/decide-person.ts';
import type { Rollout } from '../src/core/rollout/state.ts';
import type { Wish } from '../src/core/rollout/wish.ts';
import type { Millis } from '../src/core/time.ts';
import type { Call, Desk } from './command.ts';
import { findRollout } from './find-rollout.ts';
import { inTurn, targetsInTrain } from './train/in-turn.ts';
import { withGateRoles } from './with-gate-roles.ts';

const attempts = 12;
/** Several bots that decide about one rollout at the same moment come apart by waiting: 1 ms, 2 ms and so on. */
const longestPause: Millis = 128;

export interface Granting {
  /** Once it is aborted nothing more is written: somebody has been told otherwise. */
  readonly signal?: AbortSignal;
  /** Called with what was written. @returns what people should know besides; empty when nothing */
  readonly written?: (rollout: Rollout) => Promise<string>;
}

/** Finds the rollout, decides and writes. Whoever writes first wins; the loser decides again on what is there now. */
export async function grantWish(
  call: Call,
  desk: Desk,
  verb: string,
  wishFor: (rollout: Rollout) => Wish | Refusal | Promise<Wish | Refusal>,
  granting: Granting = {},
): Promise<Reply> {
  const { signal, written } = granting;
  const found = await findRollout(call, desk, verb);
  if ('kind' in found) return found;
  const others = await targetsInTrain(call, desk, found, verb);
  if (others !== null) {
    if ('kind' in others) return others;
    return inTurn(others, (said) => grantWish(said, desk, verb, wishFor, granting), call);
  }
  for (let attempt = 0; attempt < attempts; attempt += 1) {
    const rollout = attempt === 0 ? found : await desk.ledger.load(found.id);
    if (rollout === null) break;
    const wish = await wishFor(rollout);
    if (wish.kind === 'refused') return wish;
    if (signal?.aborted === true) break;
    const voting =
      wish.kind === 'approve' || wish.kind === 'extend' ? await withGateRoles(call, rollout) : call;
    const done = await tryOnce(voting, desk, rollout, wish, written);
    if (done !== null) return done;
    await sleep(Math.min(2 ** attempt, longestPause));
  }
  return refuse(
    'busy',
    `${found.id} changed too often while your command was decided. Nothing was changed; send it again.`,
  );
}

async function tryOnce(
  call: Call,
  desk: Desk,
  rollout: Rollout,
  wish: Wish,
  after: Granting['written'],
): Promise<Reply | Refusal | null> {
  const decision = decideWish(rollout, wish, call.actor, call.now);
  if (decision.kind === 'refused') return decision;
  const done: Reply = { kind: 'done', sentence: decision.sentence, rollout: rollout.id };
  if (decision.events.length === 0) return done;
  const written = await desk.ledger.write(rollout, decision.events, call.actor, call.now, 'at-once');
  switch (written.kind) {
    case 'written': {
      const more = after === undefined ? '' : await after(written.rollout);
      return more === '' ? done : { ...done, sentence: `${decision.sentence} ${more}` };
    }
    case 'conflict':
      return null;
    case 'slot-taken':
      return refuse(
        'slot-taken',
        `${written.by} is live there, so ${rollout.id} cannot take the traffic back. Type \`rollback ${written.by} "reason"\` first.`,
      );
  }
}
