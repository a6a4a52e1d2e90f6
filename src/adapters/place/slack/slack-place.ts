import { fileName } from '../../../core/documents/file-name.ts';
import { Failure } from '../../../core/failure.ts';
import type { PlaceName, RolloutId } from '../../../core/ids.ts';
import type { Instant, Millis } from '../../../core/time.ts';
import type { Log } from '../../../ports/log.ts';
import type { Paper, Place } from '../../../ports/place.ts';
import type { Posts } from '../../../ports/posts.ts';
import { documentFile, documentSummary } from '../../../render/slack/document.ts';
import { lineMessage } from '../../../render/slack/line.ts';
import type { SlackMessage } from '../../../render/slack/message.ts';
import { createPace, type Turn } from '../pace.ts';
import { askApprovers, type UserOf } from './ask-approvers.ts';
import { openSlackClient } from './client.ts';
import type { SlackDesk } from './desk.ts';
import { postOnce } from './post-once.ts';
import { postMessage } from './send.ts';
import { showCard, threadOf } from './show-card.ts';
import { isGone } from './slack-failure.ts';
import type { SlackRef } from './slack-ref.ts';
import { type Upload, uploadOnce } from './upload.ts';

export interface SlackPlaceOptions {
  readonly name: PlaceName;
  /** Id of the channel that everything is posted to. */
  readonly channel: string;
  readonly token: string;
  readonly apiUrl: string | null;
  readonly posts: Posts;
  readonly userOf: UserOf;
  /** The address of a rollout's live page. */
  readonly linkOf?: (rollout: string) => string | null;
  readonly clock: () => Instant;
  readonly log: Log;
  /** Turns of new messages and of edits; Slack's own limits when left out. */
  readonly turns?: { readonly post: Turn; readonly edit: Turn };
}

/** Slack takes about one new message per second and channel, and 50 edits a minute of all messages together. */
const apart = { posts: 1050, edits: 1250 } as const;

/** A Slack channel: one card per rollout, edited as it goes, and everything else in its thread. */
export function createSlackPlace(options: SlackPlaceOptions): Place {
  const { name, channel, posts, clock, log, userOf } = options;
  const turns = options.turns ?? {
    post: createPace(apart.posts, clock),
    edit: createPace(apart.edits, clock),
  };
  const desk: SlackDesk = {
    name,
    channel,
    client: openSlackClient(options),
    posts,
    linkOf: options.linkOf ?? (() => null),
    turnToPost: turns.post,
    clock,
    log,
  };
  return {
    name,
    remote: true,
    async card(key, card) {
      const kept = await paced(() => showCard(desk, turns.edit, key, card));
      await askApprovers(desk, userOf, card);
      if (kept !== null) throw kept;
    },
    line: (key, rollout, text) => inThread(desk, key, rollout, lineMessage(text)),
    document: (key, rollout, paper) => shareDocument(desk, key, rollout, paper),
  };
}

/** A card that has to wait for its next edit keeps nobody from being asked. */
async function paced(show: () => Promise<void>): Promise<Failure | null> {
  try {
    await show();
    return null;
  } catch (error) {
    if (error instanceof Failure && (error.code === 'place-paced' || error.code === 'place-refused'))
      return error;
    throw error;
  }
}

async function inThread(
  desk: SlackDesk,
  key: string,
  rollout: RolloutId,
  message: SlackMessage,
): Promise<void> {
  const { channel, ts: thread } = await threadToPost(desk, rollout);
  const send = () =>
    postMessage(desk, { channel, thread }, key, message).catch((error: unknown) => {
      // Somebody deleted the card and its thread with it: then it is said in the channel.
      if (!isGone(error)) throw error;
      return postMessage(desk, { channel, thread: null }, key, message);
    });
  await postOnce(desk, { key, rollout, channel, thread, shown: '', send });
}

const beforeCard: Millis = 2000;

async function threadToPost(desk: SlackDesk, rollout: RolloutId): Promise<SlackRef> {
  const thread = await threadOf(desk, rollout);
  if (thread !== null) return thread;
  const sentence =
    'The card of the rollout is not posted yet, so there is no thread to say this in; it is said later.';
  throw new Failure('place-paced', sentence, { retryable: true, retryAfter: beforeCard });
}

async function shareDocument(desk: SlackDesk, key: string, rollout: RolloutId, paper: Paper): Promise<void> {
  const { tree, chart, pdf } = paper;
  await inThread(desk, key, rollout, documentSummary(tree));
  const { channel, ts: thread } = await threadToPost(desk, rollout);
  const file = documentFile(tree);
  const uploads: readonly Upload[] = [
    { ...file, data: Buffer.from(file.content), alt: null },
    ...(pdf === undefined
      ? []
      : [{ name: `${fileName(tree.title)}.pdf`, title: file.title, data: pdf, alt: null }]),
    ...(chart === null
      ? []
      : [
          {
            name: file.name.replace(/[^.]+$/, 'png'),
            title: chart.alt.slice(0, 150),
            data: chart.png,
            alt: chart.alt,
          },
        ]),
  ];
  await uploadOnce(desk, { rollout, channel, thread }, `${key}/files`, uploads);
}
