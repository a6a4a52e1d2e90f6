import type { Instant } from '../time.ts';
import type { Hours } from './hours.ts';
import { listedSpans, type Recurring, type Span, united } from './span.ts';
import { type Either, instantOf, type LocalTime, localOf } from './zones.ts';

/** How a local time is read that the clocks skip or show twice: so that the stretch is as long or as short as can be. */
export type Reading = 'widest' | 'narrowest';

/** The stretches of weekly hours; those that meet, such as Friday evening and Saturday, are one. */
export function weekly(hours: Hours, reading: Reading): Recurring {
  const around = (now: Instant) => united([listedSpans(spansAround(hours, now, reading))]);
  return { at: (now) => around(now).at(now), after: (now) => around(now).after(now) };
}

/** From yesterday to the same day of next week, which is all that can be open now or opens next. */
function spansAround({ spans, zone }: Hours, now: Instant, reading: Reading): readonly Span[] {
  const today = localOf(now, zone).round({ smallestUnit: 'day', roundingMode: 'floor' });
  const [begins, ends]: readonly [Either, Either] =
    reading === 'widest' ? ['earlier', 'later'] : ['later', 'earlier'];
  return Array.from({ length: 16 }, (_, index) => today.add({ days: index - 7 })).flatMap((day) =>
    spans
      .filter(({ days }) => days.includes(day.dayOfWeek))
      .map(({ from, to }) => ({
        from: instantOf(clock(day, from), zone, begins),
        to: instantOf(clock(day, to), zone, ends),
      }))
      .filter((span) => span.from < span.to),
  );
}

function clock(day: LocalTime, minutes: number): LocalTime {
  return day.add({ minutes });
}
