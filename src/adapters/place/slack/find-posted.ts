import { z } from 'zod';
import type { Instant } from '../../../core/time.ts';
import type { SlackDesk } from './desk.ts';
import { metadataType } from './send.ts';
import type { SlackRef } from './slack-ref.ts';

const Message = z.looseObject({
  ts: z.string(),
  user: z.string().optional(),
  metadata: z
    .looseObject({
      event_type: z.string().optional(),
      event_payload: z.looseObject({ key: z.unknown() }).optional(),
    })
    .optional(),
  files: z.array(z.looseObject({ name: z.string().optional() })).optional(),
});
type Message = z.infer<typeof Message>;

const Page = z.looseObject({
  messages: z.array(Message).optional(),
  response_metadata: z.looseObject({ next_cursor: z.string().optional() }).optional(),
});

const Self = z.object({ user_id: z.string() });

/** Clocks differ a little. */
const margin = 60_000;
/** A thousand messages after ours is a channel that has moved on. */
const mostPages = 5;
const pageSize = 200;

export interface Lookup {
  readonly channel: string;
  readonly thread: string | null;
  /** When it was tried to post it. */
  readonly since: Instant;
}

/** The message with this key that was posted although its answer was lost; null when there is none. */
export function findPosted(desk: SlackDesk, where: Lookup, key: string): Promise<SlackRef | null> {
  return find(
    desk,
    where,
    ({ metadata }) => metadata?.event_type === metadataType && metadata.event_payload?.key === key,
  );
}

/** The message that shares a file of this name. */
export function findShared(desk: SlackDesk, where: Lookup, file: string): Promise<SlackRef | null> {
  return find(desk, where, ({ files }) => files?.some(({ name }) => name === file) ?? false);
}

/** Only messages of our own count: any app can put any metadata on a message. */
async function find(
  desk: SlackDesk,
  { channel, thread, since }: Lookup,
  isIt: (message: Message) => boolean,
): Promise<SlackRef | null> {
  const { user_id: self } = Self.parse(await desk.client.auth.test());
  const oldest = String(Math.max(0, since - margin) / 1000);
  let cursor: string | undefined;
  for (let page = 0; page < mostPages; page += 1) {
    const asked = {
      channel,
      oldest,
      limit: pageSize,
      include_all_metadata: true,
      ...(cursor ? { cursor } : {}),
    };
    const answer = Page.parse(
      thread === null
        ? await desk.client.conversations.history(asked)
        : await desk.client.conversations.replies({ ...asked, ts: thread }),
    );
    const found = answer.messages?.find((message) => message.user === self && isIt(message));
    if (found !== undefined) return { channel, ts: found.ts };
    cursor = answer.response_metadata?.next_cursor;
    if (!cursor) return null;
  }
  return null;
}
