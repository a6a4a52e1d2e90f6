import { formatDuration, type Instant, type Millis } from '../core/time.ts';
import type { Problems } from './problems.ts';
import type { RecordedInterval, Recording } from './recording.ts';

/** In the order of time, each time once. */
export function inOrder(
  intervals: readonly RecordedInterval[],
  problems: Problems,
): readonly RecordedInterval[] {
  const late = intervals.find(({ at }, index) => at < (intervals[index - 1]?.at ?? at));
  if (late !== undefined) {
    problems.note('unsorted', late.at, 'the intervals were not in the order of time; they were put into it');
  }
  const sorted = late === undefined ? intervals : intervals.toSorted((left, right) => left.at - right.at);
  return sorted.filter(({ at }, index) => {
    const again = at === sorted[index - 1]?.at;
    if (again) problems.note('duplicate', at, 'an interval has the time of the one before; it is left out');
    return !again;
  });
}

/** How long one interval is: what the recording says, or the time that lies between most of them. */
export function intervalOf(
  { interval }: Recording,
  ordered: readonly RecordedInterval[],
  otherwise: Millis,
): Millis {
  if (interval !== null) return interval;
  const counts = new Map<Millis, number>();
  for (const [index, { at }] of ordered.entries()) {
    const before = ordered[index - 1]?.at;
    if (before !== undefined) counts.set(at - before, (counts.get(at - before) ?? 0) + 1);
  }
  const [usual] = [...counts].sort((left, right) => right[1] - left[1] || left[0] - right[0]);
  return usual?.[0] ?? otherwise;
}

/** More than so many intervals between two of them is a gap. */
const toleratedGap = 1.5;

export function noteGaps(ordered: readonly RecordedInterval[], interval: Millis, problems: Problems): void {
  for (const [index, { at }] of ordered.entries()) {
    const before: Instant = ordered[index - 1]?.at ?? at;
    if (at - before > toleratedGap * interval) {
      const sentence = `intervals of ${formatDuration(interval)} are missing; nothing is known of that time`;
      problems.note('gap', at, sentence);
    }
  }
}
