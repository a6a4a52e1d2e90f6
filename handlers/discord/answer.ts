import { type REST, Routes } from 'discord.js';
import type { Reply } from '../../src/core/reply.ts';
import type { Instant, Millis } from '../../src/core/time.ts';
import type { DiscordMessage } from '../../src/render/discord/message.ts';
import { replyMessage } from '../../src/render/discord/reply.ts';
import type { DiscordDelivery } from './delivery.ts';
import { isGone, translate } from './translate.ts';

/** The token lives 15 minutes; what would arrive at its very end goes the other way at once. */
const tokenLives: Millis = 14 * 60_000;

export interface AnswerTo {
  readonly key: string;
  readonly at: Instant;
  readonly delivery: DiscordDelivery;
}

/**
 * Puts the reply where "thinking…" stands; later than that token lives, into the channel where it was asked.
 * @throws Failure retryable when Discord is busy or away
 */
export async function answer(rest: REST, to: AnswerTo, reply: Reply, now: Instant): Promise<void> {
  const message = replyMessage(reply);
  if (now - to.at < tokenLives && (await editOriginal(rest, to.delivery, message))) return;
  await postInstead(rest, to, message);
}

/** @returns false when there is nothing to edit any more */
async function editOriginal(
  rest: REST,
  { application, token }: DiscordDelivery,
  { body, files }: DiscordMessage,
): Promise<boolean> {
  try {
    const route = Routes.webhookMessage(application, token, '@original');
    await rest.patch(route, { body, files: filesOf(files), auth: false });
    return true;
  } catch (error) {
    if (isGone(error)) return false;
    throw translate(error);
  }
}

/** Discord knows an enforced nonce again, so a second try posts no second message. */
async function postInstead(
  rest: REST,
  { key, delivery }: AnswerTo,
  { body, files }: DiscordMessage,
): Promise<void> {
  try {
    await rest.post(Routes.channelMessages(delivery.channel), {
      body: { ...body, nonce: key, enforce_nonce: true },
      files: filesOf(files),
    });
  } catch (error) {
    throw translate(error);
  }
}

function filesOf(files: DiscordMessage['files']) {
  return files.map(({ name, contentType, data }) => ({
    name,
    contentType,
    data: typeof data === 'string' ? data : Buffer.from(data),
  }));
}
