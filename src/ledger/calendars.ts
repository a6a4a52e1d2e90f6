import type { FreezeCalendar } from '../config/config.ts';
import type { SecretRef } from '../config/schema/secret.ts';
import type { Freeze } from '../core/calendar/freeze.ts';
import type { Instant, Millis } from '../core/time.ts';
import type { Log } from '../ports/log.ts';
import type { FetchCalendar } from '../ports/read-calendar.ts';

/** What is known of a calendar; what was read last counts while it cannot be read. */
export interface KnownCalendar {
  readonly calendar: FreezeCalendar;
  /** Null before it was ever read. */
  readonly freezes: readonly Freeze[] | null;
  readonly readAt: Instant | null;
  /** Why it could not be read the last time; null when it could. */
  readonly trouble: string | null;
}

export interface Calendars {
  /** Waits only for one that has never been asked; refreshing goes on behind. Never throws. */
  known(calendar: FreezeCalendar, now: Instant): Promise<KnownCalendar>;
}

const everyQuarter: Millis = 15 * 60_000;
/** One that could not be read is tried again sooner. */
const again: Millis = 60_000;
const oneDay: Millis = 86_400_000;
/** How far ahead events are known. */
const horizon: Millis = 400 * oneDay;

interface Parts {
  readonly fetch: FetchCalendar;
  readonly secretOf: (ref: SecretRef) => string;
  readonly log: Pick<Log, 'warn'>;
}

interface Held {
  state: KnownCalendar;
  askedAt: Instant;
  asking: Promise<void>;
}

export function createCalendars({ fetch, secretOf, log }: Parts): Calendars {
  const held = new Map<FreezeCalendar, Held>();

  async function read(one: Held, now: Instant): Promise<void> {
    const { calendar } = one.state;
    const { source, zone } = calendar;
    const from = now - oneDay;
    const asked = source.kind === 'file' ? source : { kind: source.kind, url: () => secretOf(source.url) };
    const found = await fetch({ source: asked, zone, from, to: now + horizon });
    if (found.kind === 'calendar') {
      one.state = { calendar, freezes: found.freezes, readAt: now, trouble: null };
      return;
    }
    one.state = { ...one.state, trouble: found.sentence };
    log.warn(
      { calendar: calendar.label, why: found.sentence },
      'a calendar could not be read; what was known of it counts',
    );
  }

  function begin(calendar: FreezeCalendar, now: Instant): Held {
    const state = { calendar, freezes: null, readAt: null, trouble: null };
    const one: Held = { state, askedAt: now, asking: Promise.resolve() };
    one.asking = read(one, now);
    held.set(calendar, one);
    return one;
  }

  return {
    async known(calendar, now) {
      const before = held.get(calendar);
      const one = before ?? begin(calendar, now);
      const wait = one.state.trouble === null ? everyQuarter : again;
      if (now - one.askedAt >= wait) {
        one.askedAt = now;
        one.asking = read(one, now);
      }
      if (one.state.freezes === null && one.state.trouble === null) await one.asking;
      return one.state;
    },
  };
}
