import type { RolloutId } from '../../../core/ids.ts';
import type { DiscordMessage } from '../../../render/discord/message.ts';
import { codes } from './failure.ts';
import type { DiscordParts } from './parts.ts';
import { postOnce } from './post-once.ts';
import { saysTheSame } from './seen-message.ts';
import { forgetThread, threadOf } from './thread.ts';

/** Says something once in the rollout's thread. */
export async function sayInThread(
  parts: DiscordParts,
  key: string,
  rollout: RolloutId,
  message: DiscordMessage,
): Promise<void> {
  if ((await parts.posts.get(parts.name, key))?.ref != null) return;
  const say = async (expected: readonly number[]) => {
    const channel = await threadOf(parts, rollout);
    const posting = { key, rollout, channel, message, shown: '', recognise: saysTheSame(message) };
    return postOnce(parts, posting, expected);
  };
  const posted = await say([codes.unknownChannel]);
  if (posted.kind === 'posted') return;
  await forgetThread(parts, rollout);
  await say([]);
}
