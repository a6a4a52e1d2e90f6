import type { KnownBlock } from '@slack/types';
import { cut, mrkdwnText } from './escape.ts';
import { limits } from './limits.ts';
import { unticked } from './prose.ts';

/** What is posted: the blocks are read, the text stands in notifications. */
export interface SlackMessage {
  readonly text: string;
  readonly blocks: readonly KnownBlock[];
}

/** A text that goes as a file because no message holds it. */
export interface SlackFile {
  readonly name: string;
  readonly title: string;
  readonly content: string;
}

/** @param notice the message in one line, as plain text */
export function slackMessage(notice: string, blocks: readonly KnownBlock[]): SlackMessage {
  return { text: cut(mrkdwnText(cut(unticked(notice), 1000)), limits.messageText), blocks };
}
