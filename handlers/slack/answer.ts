import { Failure } from '../../src/core/failure.ts';
import type { Reply } from '../../src/core/reply.ts';
import type { Millis } from '../../src/core/time.ts';
import { answerView } from '../../src/render/slack/answer-view.ts';
import { documentSummary } from '../../src/render/slack/document.ts';
import type { SlackFile, SlackMessage } from '../../src/render/slack/message.ts';
import { begunMessage, replyMessages, type SlackReply } from '../../src/render/slack/reply.ts';
import { paperOf } from '../papers/paper-of.ts';
import { answerUrl } from './answer-url.ts';
import { answerEvent, answeredBefore } from './answered-before.ts';
import { withLink } from './card-link.ts';
import type { SlackDelivery } from './delivery.ts';
import type { SlackParts } from './slack-parts.ts';

export type AnswerParts = Pick<SlackParts, 'client' | 'asFailure' | 'log' | 'clock'> &
  Partial<Pick<SlackParts, 'printPaper'>>;

export interface Asked {
  readonly key: string;
  readonly at: number;
  readonly delivery: SlackDelivery;
}

/** A delivery that is worked so long after it came may have been answered already. */
const mayBeAgain: Millis = 1500;
/** The address that came with a command lives for thirty minutes. */
const urlLives: Millis = 29 * 60_000;

/**
 * Answers where it was asked.
 * @param link the card of the rollout, when it is somewhere else
 * @throws Failure retryable when Slack is busy or away and nothing was answered
 */
export async function answer(
  parts: AnswerParts,
  asked: Asked,
  reply: Reply,
  link: string | null,
): Promise<void> {
  const { delivery } = asked;
  if (delivery.answer.kind === 'view' && (await intoView(parts, delivery.answer.view, reply, link))) return;
  const { messages: said, file } = await withPaper(parts, reply);
  const { messages } = withLink({ messages: said, file: null }, link);
  const send = await sender(parts, asked);
  if (send === null) return;
  const [first, ...others] = messages;
  if (first !== undefined) await send(first);
  // From here on nothing is tried again: people would read the beginning twice.
  try {
    for (const message of others) await send(message);
    if (file !== null) await upload(parts, delivery, file);
  } catch (error) {
    parts.log.warn({ err: error, key: asked.key }, 'an answer was given in part');
  }
}

/** Says that what was asked for is being done; a form that waits says so already. */
export async function begun(parts: AnswerParts, asked: Asked, sentence: string): Promise<void> {
  if (asked.delivery.answer.kind === 'view') return;
  // Not the key of the answer, which would be taken for given.
  const send = await sender(parts, { ...asked, key: `${asked.key}/begun` });
  await send?.(begunMessage(sentence));
}

/** A text, or a document to send and to print. */
type AnswerFile = Omit<SlackFile, 'content'> & { readonly content: string | Uint8Array };

/** A document that was asked for as PDF: its summary, and the file. */
async function withPaper(
  { printPaper, log }: AnswerParts,
  reply: Reply,
): Promise<Omit<SlackReply, 'file'> & { readonly file: AnswerFile | null }> {
  const printed = printPaper === undefined ? null : await paperOf(printPaper, reply, log);
  if (printed === null || reply.kind !== 'document') return replyMessages(reply);
  const { name, title, data } = printed;
  return { messages: [documentSummary(reply.tree)], file: { name, title, content: data } };
}

type Send = (message: SlackMessage) => Promise<void>;

/** @returns null when it was answered before */
async function sender(parts: AnswerParts, asked: Asked): Promise<Send | null> {
  const { delivery, key, at } = asked;
  const { answer: to } = delivery;
  if (to.kind === 'thread' && delivery.channel !== null) {
    const where = { channel: delivery.channel, thread: to.thread };
    const again = parts.clock() - at > mayBeAgain && (await answeredBefore(parts, where, key));
    return again ? null : (message) => intoThread(parts, where, key, message);
  }
  const late = parts.clock() - at > urlLives;
  if (to.kind !== 'url' || late) return (message) => whisper(parts, delivery, message);
  return async (message) => {
    if (!(await answerUrl(to.url, message, delivery.thread))) await whisper(parts, delivery, message);
  };
}

async function intoThread(
  { client, asFailure }: AnswerParts,
  { channel, thread }: { readonly channel: string; readonly thread: string },
  key: string,
  { text, blocks }: SlackMessage,
): Promise<void> {
  try {
    await client.chat.postMessage({
      channel,
      thread_ts: thread,
      text,
      blocks: [...blocks],
      unfurl_links: false,
      unfurl_media: false,
      metadata: { event_type: answerEvent, event_payload: { key } },
    });
  } catch (error) {
    throw asFailure(error, `answer in ${channel}`);
  }
}

/** Only that person reads it: in the channel where they asked, else by direct message. */
export async function whisper(
  { client, asFailure }: Pick<AnswerParts, 'client' | 'asFailure'>,
  { channel, thread, user }: Pick<SlackDelivery, 'channel' | 'thread' | 'user'>,
  { text, blocks }: SlackMessage,
): Promise<void> {
  const content = { text, blocks: [...blocks] };
  const within = thread === null ? {} : { thread_ts: thread };
  const doing = `answer ${user}`;
  try {
    // A conversation of two is not Belay's, unless it is the one with Belay itself.
    if (channel !== null && !channel.startsWith('D')) {
      await client.chat.postEphemeral({ channel, user, ...content, ...within });
      return;
    }
  } catch (error) {
    const failure = asFailure(error, doing);
    if (failure.code !== 'place-refused') throw failure;
  }
  try {
    await client.chat.postMessage({ channel: user, ...content });
  } catch (error) {
    throw asFailure(error, doing);
  }
}

/** @returns false when the form was closed meanwhile */
async function intoView(
  { client, asFailure }: AnswerParts,
  view: string,
  reply: Reply,
  link: string | null,
): Promise<boolean> {
  const shown: SlackReply = withLink(replyMessages(reply), link);
  try {
    await client.views.update({ view_id: view, view: answerView(shown.messages[0]?.blocks ?? []) });
    return true;
  } catch (error) {
    const failure = asFailure(error, 'show an answer in a form');
    if (failure.code === 'place-refused') return false;
    throw failure;
  }
}

async function upload(
  { client, asFailure }: AnswerParts,
  { answer: to, channel, user }: SlackDelivery,
  { name, title, content }: AnswerFile,
): Promise<void> {
  const data = typeof content === 'string' ? { content } : { file: Buffer.from(content) };
  const file = { filename: name, title, ...data };
  try {
    if (to.kind === 'thread' && channel !== null) {
      await client.filesUploadV2({ ...file, channel_id: channel, thread_ts: to.thread });
      return;
    }
    const { channel: direct } = await client.conversations.open({ users: user });
    if (direct?.id === undefined) {
      throw new Failure('place-refused', `Slack opened no conversation with ${user}.`, { retryable: false });
    }
    await client.filesUploadV2({ ...file, channel_id: direct.id });
  } catch (error) {
    throw asFailure(error, `send a file to ${user}`);
  }
}
