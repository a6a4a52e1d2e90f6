import { PlaceName } from '../../src/core/ids.ts';
import type { Reply } from '../../src/core/reply.ts';
import type { Instant } from '../../src/core/time.ts';
import type { Delivery, Inbox } from '../../src/ports/store.ts';
import type { Utterance } from '../speak/speak.ts';
import { atMost, patience } from './at-most.ts';
import { remembered } from './hear.ts';
import { createOnce, interrupted, type OnceParts } from './once.ts';

const holder = 'answered-at-once';

export interface AnswerOnceParts extends OnceParts {
  readonly inbox: Inbox;
  readonly clock: () => Instant;
}

/**
 * Speaks for somebody who waits for the answer and may ask again with the same key: after a restart, or through
 * another bot. Then the first answer is given again and nothing runs twice.
 */
export type AnswerOnce = (key: string, utterance: Utterance) => Promise<Reply>;

export function createAnswerOnce(parts: AnswerOnceParts): AnswerOnce {
  const { inbox, clock, log } = parts;
  return async (key, utterance) => {
    const now = clock();
    const place = PlaceName.parse(utterance.place);
    const delivery: Delivery = { place, key, at: now, payload: null };
    // Nobody works it again by itself: whoever asked is told, and asks again.
    const taken = inbox.take(delivery, holder, now + remembered).catch((error: unknown) => {
      log.warn({ err: error }, 'the inbox took nothing; the command is worked without it');
      return true;
    });
    if ((await atMost(patience, taken)) === false) {
      return (await inbox.find(place, key))?.reply ?? interrupted;
    }
    const reply = await createOnce(parts, { ...delivery, begun: false, reply: null, attempts: 0 })(utterance);
    await atMost(
      patience,
      inbox.done(place, key).catch(() => undefined),
    );
    return reply;
  };
}
