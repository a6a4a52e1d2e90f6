import type { Instant } from '../time.ts';
import type { Hours } from './hours.ts';
import { weekly } from './weekly.ts';
import { localText } from './zones.ts';

/** Null within the hours; outside of them when they begin next. @returns `until` null when they never do */
export function outOfHours(
  hours: Hours,
  now: Instant,
): { readonly until: Instant | null; readonly text: string } | null {
  const spans = weekly(hours, 'narrowest');
  if (spans.at(now) !== null) return null;
  const until = spans.after(now)?.from ?? null;
  return { until, text: until === null ? 'they never begin' : `they begin ${localText(until, hours.zone)}` };
}
