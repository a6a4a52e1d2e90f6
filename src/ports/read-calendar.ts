import type { ReadCalendar } from '../core/calendar/ical.ts';
import type { Instant } from '../core/time.ts';

/** Where a calendar is found. The address is looked up when it is asked, because it may be a secret. */
export type CalendarSource =
  | { readonly kind: 'url'; readonly url: () => string }
  | { readonly kind: 'file'; readonly path: string };

export interface AskedCalendar {
  readonly source: CalendarSource;
  /** Of events that name none. */
  readonly zone: string;
  readonly from: Instant;
  readonly to: Instant;
}

/** Fetches a calendar and gives its events in a range. Never throws; no part of an address goes into the sentence. */
export type FetchCalendar = (asked: AskedCalendar) => Promise<ReadCalendar>;
