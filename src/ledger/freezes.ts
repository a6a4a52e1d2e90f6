import type { Config, FreezeCalendar } from '../config/config.ts';
import { currentFreeze, type Freeze, freezesOf, nextFreeze } from '../core/calendar/freeze.ts';
import { listedSpans } from '../core/calendar/span.ts';
import { instantText } from '../core/documents/instant-text.ts';
import { type FreezeOrder, holds, type Scope } from '../core/freezes/order.ts';
import type { EnvironmentName } from '../core/ids.ts';
import type { Instant } from '../core/time.ts';
import type { FreezeOrders } from '../ports/store.ts';
import type { Calendars, KnownCalendar } from './calendars.ts';
import { createLately } from './lately.ts';

/** What calendars say of an environment. */
export interface FreezeWindows {
  readonly current: Freeze | null;
  readonly next: Freeze | null;
  /** Of calendars that could not be read, a sentence each. */
  readonly troubles: readonly string[];
  /** Why it counts as frozen without a window: a calendar that is required was never read; null otherwise. */
  readonly unknown: string | null;
}

export interface Freezes {
  /**
   * What was ordered and holds, a moment ago at most.
   * @param notBefore an order from after this moment is not overlooked
   */
  order(environment: EnvironmentName, now: Instant, notBefore?: Instant): Promise<FreezeOrder | null>;
  windows(environment: EnvironmentName, now: Instant): Promise<FreezeWindows>;
}

interface Parts {
  readonly config: Pick<Config, 'environments'>;
  readonly orders: Pick<FreezeOrders, 'current'>;
  readonly calendars: Calendars;
}

export function createFreezes({ config, orders, calendars }: Parts): Freezes {
  const ordered = createLately(
    (scope: Scope) => scope,
    (scope) => orders.current(scope),
  );
  const open = createLately((name: EnvironmentName) => name, windowsOf);

  async function windowsOf(name: EnvironmentName, now: Instant): Promise<FreezeWindows> {
    const environment = config.environments.find((one) => one.name === name);
    const known = await Promise.all(
      (environment?.calendars ?? []).map((calendar) => calendars.known(calendar, now)),
    );
    const all = [
      ...(environment?.freezes ?? []).map(freezesOf),
      ...known.map(({ freezes }) => listedSpans(freezes ?? [])),
    ];
    const missing = known.find(({ calendar, readAt }) => readAt === null && calendar.required);
    return {
      current: currentFreeze(all, now),
      next: nextFreeze(all, now),
      troubles: known.flatMap((one) => (one.trouble === null ? [] : [troubleWords(one, one.trouble)])),
      unknown: missing === undefined ? null : unknownWords(missing.calendar, missing.trouble),
    };
  }

  return {
    async order(environment, now, notBefore) {
      const found = await Promise.all([ordered('*', now, notBefore), ordered(environment, now, notBefore)]);
      return found.find((order) => holds(order, now)) ?? null;
    },
    async windows(environment, now) {
      const known = await open(environment, now);
      const { current, next } = known;
      const changes = (current !== null && now >= current.to) || (next !== null && now >= next.from);
      return changes ? windowsOf(environment, now) : known;
    },
  };
}

function troubleWords({ calendar, readAt }: KnownCalendar, trouble: string): string {
  const counts = readAt === null ? '' : ` What it said at ${instantText(readAt)} counts.`;
  return `The calendar ${calendar.label} cannot be read: ${trouble}.${counts}`;
}

function unknownWords({ label }: FreezeCalendar, trouble: string | null): string {
  return `the calendar ${label} could never be read (${trouble ?? 'it is being read'}), and it is required`;
}
