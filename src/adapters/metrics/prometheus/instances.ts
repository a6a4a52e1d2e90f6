import { createHash } from 'node:crypto';
import { allInstances, type Counter } from '../../../core/judge/totals.ts';
import type { Nothing } from './reading.ts';
import type { AnsweredSeries } from './series.ts';

/** What the instances of one side have counted, or why nothing can be said of that side. */
export type Counted = ReadonlyMap<string, Counter> | Nothing;

/** A version that never had a request has no counter either. */
export const notCounted: Nothing = {
  reason: 'no-traffic',
  what: 'there is no such series, so nothing was counted yet',
};

/** More are counted in groups, so that a look at a large fleet stays small. */
const mostInstances = 64;

/** The series of each instance; those without the label are one instance. */
export function byInstance(
  series: readonly AnsweredSeries[],
  label: string | null,
): ReadonlyMap<string, readonly AnsweredSeries[]> {
  return Map.groupBy(series, ({ labels }) => (label === null ? '' : labels[label]) || allInstances);
}

/**
 * Each instance by itself, or 64 groups when there are more. An instance is always in the same group, by a hash of
 * its name. A group is comparable with itself alone while it has the same members: one that is away for a scrape
 * would look like a counter that went back, and like a rush when it returns. So the name of a group says, by a
 * second hash, who is in it: without a member it is another group, and the first one again when that one is back.
 */
export function grouped<T>(instances: ReadonlyMap<string, T>): ReadonlyMap<string, readonly T[]> {
  if (instances.size <= mostInstances) {
    return new Map([...instances].map(([name, one]) => [name, [one]]));
  }
  const groups = Map.groupBy(instances, ([name]) => Number.parseInt(hash(name), 16) % mostInstances);
  return new Map(
    [...groups].map(([index, members]) => {
      const names = members.map(([name]) => name).sort();
      const group = `group ${index + 1}, ${names.length} ${names.length === 1 ? 'instance' : 'instances'}, ${hash(JSON.stringify(names))}`;
      return [group, members.map(([, one]) => one)];
    }),
  );
}

function hash(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 8);
}
