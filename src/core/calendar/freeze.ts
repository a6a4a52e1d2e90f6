import type { Instant, Millis } from '../time.ts';
import { cronSpans, readCron } from './cron.ts';
import type { Hours } from './hours.ts';
import { listedSpans, type Recurring, type Span, united } from './span.ts';
import { weekly } from './weekly.ts';

/** A window in which nothing is released, as belay.yml says it. */
export type FreezeWindow =
  | {
      readonly kind: 'once';
      readonly from: Instant;
      readonly to: Instant;
      readonly zone: string;
      readonly reason: string;
    }
  | {
      readonly kind: 'cron';
      readonly from: string;
      /** For so long, or until another expression comes. */
      readonly ends:
        | { readonly kind: 'after'; readonly lasts: Millis }
        | { readonly kind: 'cron'; readonly to: string };
      readonly zone: string;
      readonly reason: string;
    }
  | { readonly kind: 'weekly'; readonly hours: Hours; readonly reason: string };

/** A stretch in which nothing is released. */
export interface Freeze extends Span {
  /** Typed by people, or by strangers who keep a calendar: only to be quoted. */
  readonly reason: string;
  /** The zone in which people think of it. */
  readonly zone: string;
}

/** An expression that cannot be read is never open: the configuration is refused because of it before. */
export function freezesOf(window: FreezeWindow): Recurring<Freeze> {
  switch (window.kind) {
    case 'once':
      return labelled(listedSpans([window]), window.reason, window.zone);
    case 'weekly':
      return labelled(weekly(window.hours, 'widest'), window.reason, window.hours.zone);
    case 'cron': {
      const { ends, zone } = window;
      const begins = readCron(window.from, zone);
      const end = ends.kind === 'after' ? ends.lasts : readCron(ends.to, zone);
      if (begins === null || end === null) return listedSpans([]);
      return labelled(cronSpans(begins, end), window.reason, zone);
    }
  }
}

function labelled(spans: Recurring, reason: string, zone: string): Recurring<Freeze> {
  const label = (span: Span | null): Freeze | null =>
    span === null ? null : { from: span.from, to: span.to, reason, zone };
  return { at: (now) => label(spans.at(now)), after: (now) => label(spans.after(now)) };
}

/** The freeze that is on now, with the end of whatever follows it without a break; null when there is none. */
export function currentFreeze(all: readonly Recurring<Freeze>[], now: Instant): Freeze | null {
  return united(all).at(now);
}

/** The next that begins after what is on now has ended; null when none is known. */
export function nextFreeze(all: readonly Recurring<Freeze>[], now: Instant): Freeze | null {
  const spans = united(all);
  return spans.after(spans.at(now)?.to ?? now);
}
