import { Failure } from '../../../core/failure.ts';
import type { RolloutId } from '../../../core/ids.ts';
import { plainWithin } from '../../../render/discord/fit.ts';
import { limits } from '../../../render/discord/limits.ts';
import { codes } from './failure.ts';
import type { DiscordParts } from './parts.ts';

/** Minutes without a word until Discord folds the thread away; the next word opens it again. */
const foldedAfter = 1440;

/** Under which key it is remembered where a rollout's thread is. Its reference is the thread's id alone. */
export function threadKey(rollout: RolloutId): string {
  return `thread/${rollout}`;
}

/** Remembers what the rollout's thread will be called: lines come without the card's title. */
export async function nameThread(
  { posts, name, clock }: DiscordParts,
  rollout: RolloutId,
  title: string,
): Promise<void> {
  const key = threadKey(rollout);
  if ((await posts.get(name, key)) !== null) return;
  await posts.save({
    place: name,
    key,
    rollout,
    ref: null,
    shown: plainWithin(title, limits.threadName),
    at: clock(),
  });
}

/** The thread under the rollout's card, begun when the first line comes; the channel when the card is gone. */
export async function threadOf(parts: DiscordParts, rollout: RolloutId): Promise<string> {
  const { posts, name } = parts;
  const known = await posts.get(name, threadKey(rollout));
  if (known?.ref != null) return known.ref;
  const card = (await posts.of(name, rollout)).find(({ key }) => key.startsWith('card/'));
  if (card?.ref == null) throw cardFirst();
  if (!card.ref.includes('/')) return parts.channel;
  const title = known?.shown === undefined || known.shown === '' ? rollout : known.shown;
  const thread = await startThread(parts, card.ref, title);
  if (thread === null) return parts.channel;
  await posts.save({
    place: name,
    key: threadKey(rollout),
    rollout,
    ref: thread,
    shown: title,
    at: parts.clock(),
  });
  return thread;
}

/** Somebody deleted the thread: the next line begins another one. */
export async function forgetThread({ posts, name }: DiscordParts, rollout: RolloutId): Promise<void> {
  const known = await posts.get(name, threadKey(rollout));
  if (known !== null) await posts.save({ ...known, ref: null });
}

/** A thread that begins at a message has the message's id, also when it was begun by a try that got no answer. */
async function startThread({ ask }: DiscordParts, ref: string, title: string): Promise<string | null> {
  const [channel = '', message = ''] = ref.split('/');
  const answer = await ask(
    {
      method: 'POST',
      path: `/channels/${channel}/messages/${message}/threads`,
      body: { name: title, auto_archive_duration: foldedAfter },
    },
    [codes.threadExists, codes.unknownMessage, codes.unknownChannel],
  );
  return answer.kind === 'answer' || answer.code === codes.threadExists ? message : null;
}

function cardFirst(): Failure {
  const sentence = 'The rollout has no card on Discord yet; its lines are said as soon as it has.';
  return new Failure('place-paced', sentence, { retryable: true, retryAfter: 2000 });
}
