import { type REST, Routes } from 'discord.js';
import type { Failure } from '../../src/core/failure.ts';
import type { Reply } from '../../src/core/reply.ts';
import type { Instant, Millis } from '../../src/core/time.ts';
import type { Log } from '../../src/ports/log.ts';
import type { DiscordMessage } from '../../src/render/discord/message.ts';
import { lineMessage, replyMessage } from '../../src/render/discord/reply.ts';
import { paperOf } from '../papers/paper-of.ts';
import type { PrintPaper } from '../papers/print-paper.ts';
import type { DiscordDelivery } from './delivery.ts';
import { isGone } from './is-gone.ts';

/** The token lives 15 minutes; what would arrive at its very end goes the other way at once. */
const tokenLives: Millis = 14 * 60_000;

export interface AnswerParts {
  /** The SDK forgets its token at a 401; this one has it. */
  readonly asBot: () => REST;
  /** What the SDK threw, in Belay's words. */
  readonly asFailure: (error: unknown) => Failure;
  readonly clock: () => Instant;
  readonly printPaper?: PrintPaper;
  readonly log: Log;
}

export interface AnswerTo {
  readonly key: string;
  readonly at: Instant;
  readonly delivery: DiscordDelivery;
}

/**
 * Puts the reply where "thinking…" stands; later than that token lives, into the channel where it was asked.
 * @throws Failure retryable when Discord is busy or away
 */
export async function answer(parts: AnswerParts, to: AnswerTo, reply: Reply): Promise<void> {
  const { printPaper, log } = parts;
  const paper = printPaper === undefined ? null : await paperOf(printPaper, reply, log);
  const message = replyMessage(reply, paper?.data ?? null);
  const lives = parts.clock() - to.at < tokenLives;
  if (lives && (await editOriginal(parts, to.delivery, message))) return;
  await postInstead(parts, to, message);
}

/** Says in place of "thinking…" what is being done; the answer takes its place. */
export async function begun(parts: AnswerParts, delivery: DiscordDelivery, sentence: string): Promise<void> {
  await editOriginal(parts, delivery, lineMessage(`⏳ ${sentence}`));
}

/** @returns false when there is nothing to edit any more */
async function editOriginal(
  { asBot, asFailure }: AnswerParts,
  { application, token }: DiscordDelivery,
  { body, files }: DiscordMessage,
): Promise<boolean> {
  try {
    const route = Routes.webhookMessage(application, token, '@original');
    await asBot().patch(route, { body, files: filesOf(files), auth: false });
    return true;
  } catch (error) {
    if (isGone(error)) return false;
    throw asFailure(error);
  }
}

/** Discord knows an enforced nonce again, so a second try posts no second message. */
async function postInstead(
  { asBot, asFailure }: AnswerParts,
  { key, delivery }: AnswerTo,
  { body, files }: DiscordMessage,
): Promise<void> {
  try {
    await asBot().post(Routes.channelMessages(delivery.channel), {
      body: { ...body, nonce: key, enforce_nonce: true },
      files: filesOf(files),
    });
  } catch (error) {
    throw asFailure(error);
  }
}

function filesOf(files: DiscordMessage['files']) {
  return files.map(({ name, contentType, data }) => ({
    name,
    contentType,
    data: typeof data === 'string' ? data : Buffer.from(data),
  }));
}
