import { lineMessage } from '../../src/render/slack/line.ts';
import type { SlackMessage } from '../../src/render/slack/message.ts';
import type { SlackDelivery } from './delivery.ts';

/** As it stands in belay.yml: both ids are Slack's own and never change; names do. */
export function accountOf({ team, user }: Pick<SlackDelivery, 'team' | 'user'>): string {
  return `${team}/${user}`;
}

/** Polite, and with what is needed to be let in. */
export function strangerMessage(who: Pick<SlackDelivery, 'team' | 'user'>): SlackMessage {
  return lineMessage(
    `Belay does not know you, so nothing was done. Whoever keeps belay.yml can put this under you in \`people\`: accounts: { slack: ${accountOf(who)} }`,
  );
}
