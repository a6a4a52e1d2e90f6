import { accountLine, strangerSentence } from '../../core/access/stranger.ts';
import { type SlackMessage, slackMessage } from './message.ts';
import { prose } from './prose.ts';
import { preformatted, rich, section } from './rich-text.ts';

/** Polite, and with what is needed to be let in, to be copied. @param account `TEAM/USER` */
export function strangerMessage(account: string): SlackMessage {
  const line = accountLine('slack', account);
  return slackMessage(`${strangerSentence} ${line}`, [
    rich(section(...prose(strangerSentence)), preformatted([line])),
  ]);
}
