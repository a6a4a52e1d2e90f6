import { type SlackMessage, slackMessage } from './message.ts';
import { prose } from './prose.ts';
import { preformatted, rich, section } from './rich-text.ts';

const said =
  'Belay does not know you, so nothing was done. Whoever keeps belay.yml can put this under you in `people`:';

/** Polite, and with what is needed to be let in, to be copied. @param account `TEAM/USER` */
export function strangerMessage(account: string): SlackMessage {
  const line = `accounts: { slack: ${account} }`;
  return slackMessage(`${said} ${line}`, [rich(section(...prose(said)), preformatted([line]))]);
}
