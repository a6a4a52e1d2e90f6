import { parseCommand } from '../../src/core/command/parse.ts';
import type { CommandSpec } from '../../src/core/command/spec.ts';
import type { Reply } from '../../src/core/reply.ts';
import type { Millis } from '../../src/core/time.ts';
import type { KeptDelivery } from '../../src/ports/inbox.ts';
import type { Log } from '../../src/ports/log.ts';
import { meantBy } from '../speak/meant-by.ts';
import type { Utterance } from '../speak/speak.ts';
import { atMost } from './at-most.ts';
import type { Once } from './once.ts';

export interface SayBegunParts {
  readonly specs: readonly CommandSpec[];
  readonly log: Log;
  /** A refusal comes sooner, and needs no word before it. */
  readonly patience?: Millis;
}

/** A moment, for people. */
const usual: Millis = 1500;

/**
 * Carries out a command; one that is slow is said to have begun, once, where nothing is answered within a moment.
 * @param say puts the sentence before whoever waits; what it throws is only noted
 */
export async function sayBegun(
  { specs, log, patience = usual }: SayBegunParts,
  { kept, once }: { readonly kept: KeptDelivery; readonly once: Once },
  utterance: Utterance,
  say: (sentence: string) => Promise<void>,
): Promise<Reply> {
  const reply = once(utterance);
  const sentence = slowSentence(specs, utterance);
  // What was begun before was said to be then, or is answered at once.
  if (sentence === null || kept.begun || kept.reply !== null) return reply;
  const soon = await atMost(patience, reply);
  if (soon !== null) return soon;
  try {
    await say(sentence);
  } catch (error) {
    log.warn({ err: error, place: kept.place, key: kept.key }, 'a command was not said to have begun');
  }
  return reply;
}

function slowSentence(specs: readonly CommandSpec[], { text, about = {} }: Utterance): string | null {
  const parsed = parseCommand(text, specs, undefined, meantBy(about));
  return parsed.kind === 'command' ? (parsed.spec.slow ?? null) : null;
}
