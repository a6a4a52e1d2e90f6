import { z } from 'zod';
import type { Heard } from './delivery.ts';
import { afterMention } from './read-text.ts';

/** Somebody wrote a message with the bot's name in it. */
export const MentionBody = z.object({
  team_id: z.string(),
  event_id: z.string().min(1),
  authorizations: z.array(z.object({ user_id: z.string(), is_bot: z.boolean() })),
  event: z.looseObject({
    user: z.string().optional(),
    team: z.string().optional(),
    user_team: z.string().optional(),
    text: z.string(),
    ts: z.string(),
    thread_ts: z.string().optional(),
    channel: z.string(),
    subtype: z.string().optional(),
    bot_id: z.string().optional(),
    edited: z.unknown().optional(),
  }),
});
export type MentionBody = z.infer<typeof MentionBody>;

/** @returns null for what is not listened to: bots, oneself among them, and messages that were changed afterwards */
export function readMention({ team_id, event_id, authorizations, event }: MentionBody): Heard | null {
  const { user, bot_id, subtype, edited } = event;
  if (user === undefined || bot_id !== undefined || subtype !== undefined || edited !== undefined)
    return null;
  const bot = authorizations.find(({ is_bot }) => is_bot)?.user_id;
  if (bot === undefined || user === bot) return null;
  const text = afterMention(event.text, bot);
  if (text === null) return null;
  return {
    key: `event/${event_id}`,
    delivery: {
      team: event.user_team ?? event.team ?? team_id,
      user,
      text,
      channel: event.channel,
      thread: event.thread_ts ?? null,
      answer: { kind: 'thread', thread: event.thread_ts ?? event.ts },
      fromHome: false,
    },
  };
}

/** Somebody opened the app's own page. */
export const HomeBody = z.object({
  team_id: z.string(),
  event: z.looseObject({ user: z.string(), tab: z.string() }),
});
