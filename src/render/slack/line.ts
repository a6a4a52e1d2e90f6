import { shortened } from './escape.ts';
import { fitsOneMessage } from './fit.ts';
import { type SlackMessage, slackMessage } from './message.ts';
import { packLines, whole } from './pack.ts';

/** A line in a thread. One that is longer than a message, which no event says, is shortened. */
export function lineMessage(line: string): SlackMessage {
  const blocks = packLines(whole(line));
  return fitsOneMessage(blocks)
    ? slackMessage(line, blocks)
    : slackMessage(line, packLines(whole(shortened(line, 3000))));
}
