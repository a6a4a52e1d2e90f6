import type { SlackDelivery } from './delivery.ts';

/** As it stands in belay.yml: both ids are Slack's own and never change; names do. */
export function accountOf({ team, user }: Pick<SlackDelivery, 'team' | 'user'>): string {
  return `${team}/${user}`;
}
