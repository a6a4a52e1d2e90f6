import { Cron } from 'croner';
import type { Instant, Millis } from '../time.ts';
import type { Recurring, Span } from './span.ts';

/** Minute, hour, day of the month, month, day of the week. @returns null when it cannot be read, or never comes */
export function readCron(expression: string, zone: string): Cron | null {
  try {
    const cron = new Cron(expression, { timezone: zone, mode: '5-part', paused: true });
    return cron.nextRun(new Date('2026-01-01T00:00:00Z')) === null ? null : cron;
  } catch {
    return null;
  }
}

/** When it ends: so long after its beginning, or when another expression comes next. */
export type CronEnd = Millis | Cron;

/** Stretches that begin whenever an expression comes. */
export function cronSpans(begins: Cron, ends: CronEnd): Recurring {
  const spanFrom = (from: Instant): Span | null => {
    const to = typeof ends === 'number' ? from + ends : ends.nextRun(new Date(from))?.getTime();
    return to === undefined ? null : { from, to };
  };
  return {
    at(now) {
      const begun = begins.previousRuns(1, justAfter(now))[0]?.getTime();
      const span = begun === undefined ? null : spanFrom(begun);
      return span !== null && now < span.to ? span : null;
    },
    after(now) {
      const next = begins.nextRun(new Date(now))?.getTime();
      return next === undefined ? null : spanFrom(next);
    },
  };
}

/** What comes at this very second has come. */
function justAfter(now: Instant): Date {
  return new Date(Math.floor(now / 1000) * 1000 + 1000);
}
