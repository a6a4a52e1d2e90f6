import { z } from 'zod';
import type { Card } from '../../../core/card/card.ts';
import { Failure } from '../../../core/failure.ts';
import type { PersonId, RolloutId } from '../../../core/ids.ts';
import type { Post } from '../../../ports/posts.ts';
import { approvalDecided, approvalRequest } from '../../../render/slack/approval-request.ts';
import type { SlackDesk } from './desk.ts';
import { postOnce } from './post-once.ts';
import { postMessage, updateMessage } from './send.ts';
import { isGone, slackCode, slackFailure } from './slack-failure.ts';
import { readRef } from './slack-ref.ts';

/** The Slack user of a person in this workspace, or null when belay.yml names none. */
export type UserOf = (person: PersonId) => string | null;

const Opened = z.object({ channel: z.looseObject({ id: z.string() }) });

/** Asks those who can approve by direct message, once each for every request, and takes the buttons away later. */
export async function askApprovers(desk: SlackDesk, userOf: UserOf, card: Card): Promise<void> {
  const { approval } = card;
  if (approval !== null) {
    for (const { person } of approval.eligible) {
      const user = userOf(person);
      if (user !== null) await quietly(desk, person, () => ask(desk, card, approval.gate, person, user));
    }
  }
  const open = approval === null ? null : approval.gate;
  const waiting = new Set(approval?.eligible.map(({ person }) => String(person)));
  for (const post of await desk.posts.of(desk.name, card.rollout)) {
    const asked = readKey(post.key);
    if (asked === null || (asked.gate === open && waiting.has(asked.person))) continue;
    await quietly(desk, asked.person, () => tell(desk, card, asked.gate, post, asked.gate === open));
  }
}

function keyOf(rollout: RolloutId, gate: number, person: string): string {
  return `ask/${rollout}/${gate}/${person}`;
}

function readKey(key: string): { readonly gate: number; readonly person: string } | null {
  const [, gate, person] = key.match(/^ask\/[^/]+\/(\d+)\/(.+)$/) ?? [];
  return gate === undefined || person === undefined ? null : { gate: Number(gate), person };
}

const unheard = 'refused';

/** Why one person is not asked again for the same request; everything else is tried again with the next card. */
const lasting = new Set([
  'user_not_found',
  'users_not_found',
  'user_disabled',
  'user_not_visible',
  'cannot_dm_bot',
  'missing_scope',
]);

/** One person who cannot be reached keeps nobody else from being asked; the card asks everybody anyway. */
async function quietly(desk: SlackDesk, person: string, act: () => Promise<void>): Promise<void> {
  try {
    await act();
  } catch (error) {
    if (!(error instanceof Failure) || error.code !== 'place-refused') throw error;
    desk.log.warn(
      { err: error, place: desk.name, person },
      'an approver could not be told by direct message',
    );
  }
}

async function ask(desk: SlackDesk, card: Card, gate: number, person: string, user: string): Promise<void> {
  const message = approvalRequest(card, false);
  const key = keyOf(card.rollout, gate, person);
  const post = await desk.posts.get(desk.name, key);
  if (message === null || post?.shown === unheard) return;
  const shown = votes(card);
  if (post?.ref != null) return show(desk, post, shown, message);
  try {
    const channel = await openDirect(desk, user);
    const send = () => postMessage(desk, { channel, thread: null }, key, message);
    await postOnce(desk, { key, rollout: card.rollout, channel, thread: null, shown, send });
  } catch (error) {
    if (error instanceof Failure && lasting.has(slackCode(error.cause) ?? '')) {
      const { rollout } = card;
      await desk.posts.save({ place: desk.name, key, rollout, ref: null, shown: unheard, at: desk.clock() });
    }
    throw error;
  }
}

/** Only who has said yes changes a request; its figures are those of the moment it was asked. */
function votes({ approval }: Card): string {
  return `asked ${approval?.given.map(({ person }) => person).join(', ') ?? ''}`;
}

async function openDirect({ client }: SlackDesk, user: string): Promise<string> {
  try {
    return Opened.parse(await client.conversations.open({ users: user })).channel.id;
  } catch (error) {
    throw slackFailure(error, `open a direct message to ${user}`);
  }
}

/** @param open others are still asked */
async function tell(desk: SlackDesk, card: Card, gate: number, post: Post, open: boolean): Promise<void> {
  if (post.ref === null) return;
  if (open) {
    const message = approvalRequest(card, true);
    if (message !== null) await show(desk, post, `answered ${votes(card)}`, message);
    return;
  }
  const outcome = card.decisions.find((decision) => decision.gate === gate)?.outcome ?? 'none';
  await show(desk, post, `decided ${outcome}`, approvalDecided(card, gate));
}

async function show(
  desk: SlackDesk,
  post: Post,
  shown: string,
  message: Parameters<typeof updateMessage>[2],
): Promise<void> {
  const ref = post.ref === null ? null : readRef(post.ref);
  if (ref === null || post.shown === shown) return;
  try {
    await updateMessage(desk, ref, message);
  } catch (error) {
    if (!isGone(error)) throw slackFailure(error, 'edit a direct message');
  }
  await desk.posts.save({ ...post, shown, at: desk.clock() });
}
