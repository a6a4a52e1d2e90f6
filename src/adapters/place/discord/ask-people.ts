import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { Card } from '../../../core/card/card.ts';
import type { PersonId } from '../../../core/ids.ts';
import type { Post } from '../../../ports/posts.ts';
import { askMessage, closedMessage } from '../../../render/discord/ask.ts';
import type { DiscordMessage } from '../../../render/discord/message.ts';
import { editMessage } from './edit.ts';
import { codes } from './failure.ts';
import type { DiscordParts } from './parts.ts';
import { postOnce } from './post-once.ts';
import { saysTheSame } from './seen-message.ts';

/** Instead of a reference: Discord lets nobody write to this person, so that it is not tried again. */
const unreachable = '-';

const refusals = [codes.cannotMessageUser, codes.invalidRecipient, codes.unknownUser, codes.noSharedServer];

/**
 * Asks everybody who could approve by direct message, once for each request, and keeps those messages true: their
 * buttons go when the request is decided, or when they are no longer asked.
 * @param link where the card is
 */
export async function askPeople(parts: DiscordParts, card: Card, link: string): Promise<void> {
  if (card.approval === null && card.decisions.length === 0) return;
  const asked = (await parts.posts.of(parts.name, card.rollout)).filter(({ key }) => key.startsWith('ask/'));
  for (const { person } of card.approval?.eligible ?? []) {
    const key = keyOf(card, person);
    if (!asked.some((post) => post.key === key && post.ref !== null)) await ask(parts, card, person, link);
  }
  for (const post of asked) await keepTrue(parts, post, card, link);
}

function keyOf({ rollout, approval }: Card, person: PersonId): string {
  return `ask/${rollout}/${approval?.gate ?? 0}/${person}`;
}

async function ask(parts: DiscordParts, card: Card, person: PersonId, link: string): Promise<void> {
  const account = parts.accountOf(person);
  if (account === null) return;
  const key = keyOf(card, person);
  const message = askMessage(card, link);
  const channel = await openChannel(parts, account);
  const posting = {
    key,
    rollout: card.rollout,
    message,
    shown: digest(message),
    recognise: saysTheSame(message),
  };
  const posted = channel === null ? null : await postOnce(parts, { ...posting, channel }, refusals);
  if (posted?.kind === 'posted') return;
  const post = {
    place: parts.name,
    key,
    rollout: card.rollout,
    ref: unreachable,
    shown: '',
    at: parts.clock(),
  };
  await parts.posts.save(post);
}

/** Discord gives the same channel each time it is asked for. */
async function openChannel(parts: DiscordParts, account: string): Promise<string | null> {
  const body = { recipient_id: account };
  const answer = await parts.ask({ method: 'POST', path: '/users/@me/channels', body }, refusals);
  return answer.kind === 'refused' ? null : z.object({ id: z.string() }).parse(answer.body).id;
}

async function keepTrue(parts: DiscordParts, post: Post, card: Card, link: string): Promise<void> {
  if (post.ref === null || post.ref === unreachable) return;
  const [, , gate = '', person = ''] = post.key.split('/');
  const { approval } = card;
  const still = approval?.gate === Number(gate) && approval.eligible.some((one) => one.person === person);
  const message = still ? askMessage(card, link) : closedMessage(card, Number(gate), link);
  if (digest(message) === post.shown) return;
  await editMessage(parts, post.ref, message);
  await parts.posts.save({ ...post, shown: digest(message), at: parts.clock() });
}

function digest({ body }: DiscordMessage): string {
  return createHash('sha256').update(JSON.stringify(body)).digest('hex').slice(0, 32);
}
