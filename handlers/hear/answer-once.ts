import { Failure } from '../../src/core/failure.ts';
import { PlaceName } from '../../src/core/ids.ts';
import { refuse } from '../../src/core/refusal.ts';
import type { Reply } from '../../src/core/reply.ts';
import type { Instant } from '../../src/core/time.ts';
import type { Delivery, Inbox } from '../../src/ports/inbox.ts';
import type { Utterance } from '../speak/speak.ts';
import { atMost, patience } from './at-most.ts';
import { createOnce, interrupted, type OnceParts } from './once.ts';

const holder = 'answered-at-once';

export interface AnswerOnceParts extends OnceParts {
  readonly inbox: Inbox;
  readonly clock: () => Instant;
}

/**
 * Speaks for somebody who waits for the answer and may ask again with the same key: after a restart, or through
 * another bot. Then the first answer is given again and nothing runs twice.
 *
 * @param said tells what is asked from what else could be asked with the same key: that is refused
 */
export type AnswerOnce = (key: string, utterance: Utterance, said?: string) => Promise<Reply>;

export function createAnswerOnce(parts: AnswerOnceParts): AnswerOnce {
  const { inbox, clock, log } = parts;
  return async (key, utterance, said) => {
    const now = clock();
    const place = PlaceName.parse(utterance.place.split('/')[0]);
    const delivery: Delivery = { place, key, at: now, payload: said ?? null };
    // Nobody works it again by itself: whoever asked is told, and asks again.
    const taken = inbox.take(delivery, holder).catch((error: unknown) => {
      log.warn({ err: error }, 'the inbox took nothing; the command is worked without it');
      return true;
    });
    const before = async () => {
      const found = await inbox.find(place, key);
      return said !== undefined && found !== null && found.payload !== said
        ? keyUsed
        : (found?.reply ?? interrupted);
    };
    if ((await atMost(patience, taken)) === false) return before();
    const once = createOnce(parts, { ...delivery, begun: false, reply: null, attempts: 0 }, taken);
    const reply = await once(utterance).catch((error: unknown) => {
      if (error instanceof Failure && error.code === 'worked-elsewhere') return null;
      throw error;
    });
    if (reply === null) return before();
    await atMost(
      patience,
      inbox.done(place, key).catch(() => undefined),
    );
    return reply;
  };
}

export const keyUsed = refuse(
  'key-used',
  'That key was sent before with another command, whose answer it stands for. Nothing was done; take a new key for a new command.',
);
