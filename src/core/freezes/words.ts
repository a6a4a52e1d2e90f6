import type { Freeze } from '../calendar/freeze.ts';
import { localText } from '../calendar/zones.ts';
import { instantText } from '../documents/instant-text.ts';
import type { EnvironmentName } from '../ids.ts';
import { quoted } from '../prose.ts';
import type { FreezeOrder } from './order.ts';

/** `everything is frozen by Ana: “a leak” (until 2026-12-24 17:00:00 UTC)` */
export function orderWords({ environment, reason, until }: FreezeOrder, owner: string): string {
  const what = environment === '*' ? 'everything' : environment;
  const end = until === null ? '' : ` (until ${instantText(until)})`;
  return `${what} is frozen by ${owner}: ${quoted(reason)}${end}`;
}

/** What lifts an order, as people type it. */
export function unfreezeLine({ environment }: Pick<FreezeOrder, 'environment'>): string {
  return environment === '*' ? '`unfreeze`' : `\`unfreeze ${environment}\``;
}

/** `production is frozen until Mon 2027-01-04 08:00 (Europe/Berlin): “holidays”` */
export function windowWords({ reason, to, zone }: Freeze, environment: EnvironmentName): string {
  return `${environment} is frozen until ${localText(to, zone)}: ${quoted(reason)}`;
}

/** `production is frozen next from Fri 2026-12-18 16:00 to Mon 2026-12-21 08:00 (Europe/Berlin): “weekend”` */
export function nextWords({ reason, from, to, zone }: Freeze, environment: EnvironmentName): string {
  const begin = localText(from, zone).replace(/ \([^)]*\)$/, '');
  return `${environment} is frozen next from ${begin} to ${localText(to, zone)}: ${quoted(reason)}`;
}
