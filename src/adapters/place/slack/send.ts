import type { KnownBlock } from '@slack/types';
import { z } from 'zod';
import type { SlackMessage } from '../../../render/slack/message.ts';
import type { SlackDesk } from './desk.ts';
import { slackCode } from './slack-failure.ts';
import type { SlackRef } from './slack-ref.ts';

/** How Belay's own messages are found again. */
export const metadataType = 'belay_post';

const Posted = z.object({ channel: z.string(), ts: z.string() });

/** Nothing in a message is expanded, and no name in it is looked up. */
const asItStands = { unfurl_links: false, unfurl_media: false, link_names: false, parse: 'none' } as const;

/** Slack's words for a message that it finds too long or ill-formed. */
const unfit = new Set(['invalid_blocks', 'invalid_blocks_format', 'msg_blocks_too_long', 'msg_too_long']);

/** Posts a message with its key on it. Errors are Slack's. */
export async function postMessage(
  { client }: SlackDesk,
  to: { readonly channel: string; readonly thread: string | null },
  key: string,
  message: SlackMessage,
): Promise<SlackRef> {
  return atLeastItsText(message, async (fit) =>
    Posted.parse(
      await client.chat.postMessage({
        channel: to.channel,
        ...(to.thread === null ? {} : { thread_ts: to.thread }),
        ...asItStands,
        ...bodyOf(fit),
        metadata: { event_type: metadataType, event_payload: { key } },
      }),
    ),
  );
}

export async function updateMessage(
  { client }: SlackDesk,
  ref: SlackRef,
  message: SlackMessage,
): Promise<void> {
  await atLeastItsText(message, (fit) =>
    client.chat.update({ ...ref, parse: 'none', link_names: false, ...bodyOf(fit) }),
  );
}

function bodyOf({ text, blocks }: SlackMessage): { text: string; blocks: KnownBlock[] } {
  return { text, blocks: [...blocks] };
}

/** Messages are built to fit. Should Slack find otherwise, people still get the one line that matters. */
async function atLeastItsText<T>(message: SlackMessage, send: (fit: SlackMessage) => Promise<T>): Promise<T> {
  try {
    return await send(message);
  } catch (error) {
    if (!unfit.has(slackCode(error) ?? '')) throw error;
    return send({ text: message.text, blocks: [] });
  }
}
