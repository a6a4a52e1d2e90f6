import { z } from 'zod';
import type { Instant } from '../../../core/time.ts';
import type { DiscordParts } from './parts.ts';
import { SeenMessage } from './seen-message.ts';

const pageSize = 100;
const mostPages = 5;
/** Ids of messages hold Discord's time, which may not be ours. In milliseconds. */
const clocksApart = 120_000;
const discordEpoch = 1_420_070_400_000;

/** What is looked for: a message of our own that may have arrived although no answer did. */
export interface Sought {
  readonly key: string;
  readonly channel: string;
  readonly since: Instant;
  readonly recognise: (seen: SeenMessage) => boolean;
}

/** @returns the message's reference; null when it never arrived */
export async function lookFor(parts: DiscordParts, sought: Sought): Promise<string | null> {
  const self = await ownId(parts);
  let after = idAt(sought.since - clocksApart);
  for (let page = 0; page < mostPages; page += 1) {
    const messages = await readPage(parts, sought.channel, after);
    for (const message of messages) {
      if (message.author.id !== self || message.interaction_metadata != null) continue;
      const ref = `${sought.channel}/${message.id}`;
      if (sought.recognise(message) && (await isFree(parts, ref, sought.key))) return ref;
    }
    const last = messages.at(-1);
    if (last === undefined || messages.length < pageSize) return null;
    after = last.id;
  }
  return null;
}

/** Oldest first. */
async function readPage(
  { ask }: DiscordParts,
  channel: string,
  after: string,
): Promise<readonly SeenMessage[]> {
  const query = { after, limit: String(pageSize) };
  const answer = await ask({ method: 'GET', path: `/channels/${channel}/messages`, query });
  const messages = answer.kind === 'answer' ? z.array(SeenMessage).parse(answer.body) : [];
  return messages.toSorted((a, b) => (BigInt(a.id) < BigInt(b.id) ? -1 : 1));
}

/** The same words may be said twice: what another key already has is not this one. */
async function isFree({ posts, name }: DiscordParts, ref: string, key: string): Promise<boolean> {
  const post = await posts.find(name, ref);
  return post === null || post.key === key;
}

async function ownId({ ask }: DiscordParts): Promise<string> {
  const answer = await ask({ method: 'GET', path: '/users/@me' });
  return z.object({ id: z.string() }).parse(answer.kind === 'answer' ? answer.body : null).id;
}

/** The lowest id that a message of that moment can have. */
function idAt(at: Instant): string {
  return (BigInt(Math.max(0, at - discordEpoch)) << 22n).toString();
}
