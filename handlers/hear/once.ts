import { parseCommand } from '../../src/core/command/parse.ts';
import type { CommandSpec } from '../../src/core/command/spec.ts';
import { Failure } from '../../src/core/failure.ts';
import { type Refusal, refuse } from '../../src/core/refusal.ts';
import type { Reply } from '../../src/core/reply.ts';
import { formatDuration, type Instant, type Millis } from '../../src/core/time.ts';
import type { Inbox, KeptDelivery } from '../../src/ports/inbox.ts';
import type { Log } from '../../src/ports/log.ts';
import { meantBy } from '../speak/meant-by.ts';
import type { Speak, Utterance } from '../speak/speak.ts';
import { atMost, firmPatience, patience } from './at-most.ts';
import { firmly } from './firmly.ts';
import type { InTurn } from './turns.ts';

/**
 * `speak` for one delivery: the second time, whoever asks, it answers what the first one was answered.
 * @throws Failure worked-elsewhere when the inbox, which was slow to say, knew the delivery: there is nothing to do here
 */
export type Once = (utterance: Utterance) => Promise<Reply>;

export interface OnceParts {
  readonly inbox: Pick<Inbox, 'begin' | 'replied'>;
  readonly speak: Speak;
  readonly specs: readonly CommandSpec[];
  readonly clock: () => Instant;
  /** When what is not urgent runs; at once when left out. */
  readonly inTurn?: InTurn;
  /** The same for what takes its time: `pause` must not wait behind it. As the others when left out. */
  readonly slowInTurn?: InTurn;
  readonly log: Log;
}

interface Nature {
  readonly acts: boolean;
  /** What moves traffic back, or only reads, is run again after a crash; of anything else nobody knows whether it ran. */
  readonly repeatable: boolean;
  readonly slow: boolean;
}

/** Read as it will be spoken, with what the place knows to be meant: else "promote" in a thread would be a mistake. */
function natureOf({ text, parsed: said, about = {} }: Utterance, specs: readonly CommandSpec[]): Nature {
  const parsed = said ?? parseCommand(text, specs, undefined, meantBy(about));
  const acts = parsed.kind === 'command' && parsed.spec.kind === 'acts';
  const slow = parsed.kind === 'command' && parsed.spec.slow !== undefined;
  return { acts, slow, repeatable: !acts || parsed.spec.name === 'rollback' };
}

/** All bots were away, or the platform could not deliver: nobody expects a command to be carried out that long after, and it may concern another rollout. */
const longestDelay: Millis = 15 * 60_000;

/** @param taken whether the inbox took the delivery as new, when it has not said so yet; null when it does not say */
export function createOnce(
  { inbox, speak, specs, clock, log, inTurn = (work) => work(), slowInTurn = inTurn }: OnceParts,
  delivery: KeptDelivery,
  taken: Promise<boolean | null> = Promise.resolve(true),
): Once {
  const { place, key } = delivery;
  let answered: Promise<Reply> | null = delivery.reply === null ? null : Promise.resolve(delivery.reply);
  /** While the store does not answer there is nothing to remember with; the command itself decides what it can do. */
  const tried = (write: Promise<unknown>) =>
    write.catch((error: unknown) => log.warn({ err: error, place, key }, 'a delivery could not be noted'));

  async function run(utterance: Utterance): Promise<Reply> {
    const { acts, repeatable, slow } = natureOf(utterance, specs);
    const delay = clock() - (utterance.saidAt ?? delivery.at);
    if (acts && delay > longestDelay) return delivery.begun ? interrupted : heardLate(delay);
    if (repeatable) {
      if (!delivery.begun) void tried(inbox.begin(place, key));
      const reply = await speakAndNote(utterance);
      // What was urgent has run without asking; whoever else has it answers.
      if ((await atMost(patience, taken)) === false) throw elsewhere();
      return reply;
    }
    if (delivery.begun) return interrupted;
    const isNew = await atMost(firmPatience, taken);
    if (isNew === false) throw elsewhere();
    return (slow ? slowInTurn : inTurn)(async () => {
      // Whoever begins first runs it: by the time its turn has come here, another bot may have taken it over.
      const begun = isNew === true ? await firmly(() => inbox.begin(place, key)) : null;
      if (begun === false) throw elsewhere();
      return speakAndNote(utterance);
    });
  }

  async function speakAndNote(utterance: Utterance): Promise<Reply> {
    const reply = await speak({ saidAt: delivery.at, ...utterance });
    await atMost(patience, tried(inbox.replied(place, key, reply)));
    return reply;
  }

  return (utterance) => {
    answered ??= run(utterance);
    return answered;
  };
}

function elsewhere(): Failure {
  return new Failure('worked-elsewhere', 'The same was delivered before and is worked there.', {
    retryable: false,
  });
}

export const interrupted = refuse(
  'interrupted',
  'Belay was restarted while it carried out your command, so it may or may not have been carried out. Look with `status`, and say it again if it was not.',
);

function heardLate(delay: Millis): Refusal {
  const minutes = formatDuration(delay - (delay % 60_000));
  return refuse(
    'heard-late',
    `Belay comes to your command only now, ${minutes} after you said it, so it was not carried out. Look with \`status\`, and say it again if you still want it.`,
  );
}
