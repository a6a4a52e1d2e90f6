import type { Counter } from '../core/judge/totals.ts';
import type { Problems } from './problems.ts';
import type { RecordedInterval } from './recording.ts';

/** By chance so many counts in a row hardly grow each time: once in 8! = 40,320. */
const fewestThatGrow = 8;

/** Counters that were recorded as they stand are not counts of each interval: taken as such they say ten times too much. */
export function noteUnlikelyCounts(intervals: readonly RecordedInterval[], problems: Problems): void {
  const names = new Set(intervals.flatMap(({ metrics }) => [...metrics.keys()]));
  for (const name of names) {
    if (!growsThroughout(requestsOfStable(name, intervals))) continue;
    const sentence = `the counts of ${name} of stable grow from each interval to the next; where they are counters that only grow, say \`--counts total\``;
    problems.note('unlikely-counts', null, sentence);
  }
}

function requestsOfStable(name: string, intervals: readonly RecordedInterval[]): readonly number[] {
  return intervals.flatMap(({ metrics }) => {
    const side = metrics.get(name)?.stable;
    if (side?.kind !== 'counts') return [];
    return [Object.values(side.instances).reduce((sum, counter) => sum + requestsIn(counter), 0)];
  });
}

function requestsIn(counter: Counter): number {
  return counter.kind === 'events' ? counter.requests : counter.counts.reduce((sum, one) => sum + one, 0);
}

function growsThroughout(counts: readonly number[]): boolean {
  return (
    counts.length >= fewestThatGrow &&
    counts.every((count, index) => index === 0 || count > (counts[index - 1] ?? 0))
  );
}
