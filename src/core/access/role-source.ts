import type { PlaceName } from '../ids.ts';

/** Where it is asked who holds a role now. Ids, never names. */
export type RoleSource =
  | { readonly kind: 'slack-group'; readonly team: string; readonly group: string }
  | { readonly kind: 'discord-role'; readonly guild: string; readonly role: string }
  | { readonly kind: 'github-team'; readonly organization: string; readonly team: string }
  | { readonly kind: 'on-call'; readonly place: PlaceName; readonly schedule: string };

/** Whose accounts a source knows. */
export const accountOfSource = {
  'slack-group': 'slack',
  'discord-role': 'discord',
  'github-team': 'github',
  'on-call': 'pagerduty',
} as const satisfies Record<RoleSource['kind'], string>;

/** `the Slack user group S0456` */
export function sourceWords(source: RoleSource): string {
  switch (source.kind) {
    case 'slack-group':
      return `the Slack user group ${source.group}`;
    case 'discord-role':
      return `the Discord role ${source.role}`;
    case 'github-team':
      return `the GitHub team ${source.team}`;
    case 'on-call':
      return `the schedule ${source.schedule} of ${source.place}`;
  }
}
