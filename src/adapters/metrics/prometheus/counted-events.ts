import type { Counter } from '../../../core/judge/totals.ts';
import type { CounterQueries } from '../../../core/rollout/plan.ts';
import type { SideSeries } from './ask-both.ts';
import type { CountedPart } from './compose-totals.ts';
import { isCount, shownNumber } from './count.ts';
import { byInstance, type Counted, grouped, notCounted } from './instances.ts';
import type { Nothing } from './reading.ts';
import type { AnsweredSeries } from './series.ts';

type EventQueries = Extract<CounterQueries, { kind: 'events' }>;

interface Events {
  readonly requests: number;
  readonly bad: number;
}

/**
 * All and bad requests of each instance of one side. Prometheus knows no counter of errors before the first error,
 * so an instance that counts none has none; one that counts no successes has none of those.
 */
export function eventsOf(queries: EventQueries, series: readonly AnsweredSeries[]): Counted {
  if (series.length === 0) return notCounted;
  const totals = countsOf(queries, series, 'total');
  const outcomes = countsOf(queries, series, 'bad');
  if ('what' in totals) return totals;
  if ('what' in outcomes) return outcomes;
  const [wanted, other] = queries.goodInstead ? ['good', 'successes'] : ['bad', 'failures'];
  const instances = new Map<string, Events>();
  for (const name of outcomes.keys()) {
    if (totals.has(name)) continue;
    const what = `its \`${wanted}\` counts ${other} of ${name}, and its \`total\` does not know that instance; both must have the label \`${queries.instance}\` and the same instances`;
    return { reason: 'wrong-unit', what };
  }
  for (const [name, requests] of totals) {
    const outcome = outcomes.get(name) ?? 0;
    if (outcome > requests) {
      const what = `of ${name}, \`${wanted}\` counts ${outcome} and \`total\` ${requests}, so they do not count the same requests`;
      return { reason: 'wrong-unit', what };
    }
    instances.set(name, { requests, bad: queries.goodInstead ? requests - outcome : outcome });
  }
  return new Map([...grouped(instances)].map(([name, members]) => [name, added(members)]));
}

/**
 * Whether good ones are counted on neither side, although there were requests: the selector is misspelt, or both
 * versions fail altogether. No failure is proven by a series that nobody has seen yet.
 */
export function countsNoSuccess(queries: EventQueries, { canary, stable }: SideSeries): boolean {
  const all = [...canary, ...stable];
  return queries.goodInstead && all.length > 0 && all.every(({ part }) => part === 'total');
}

/** Whether bad ones are counted on neither side: nothing has failed yet, or the selector is misspelt. */
export function countsNoFailure(queries: EventQueries, { canary, stable }: SideSeries): boolean {
  const all = [...canary, ...stable];
  return !queries.goodInstead && all.length > 0 && all.every(({ part }) => part === 'total');
}

function added(members: readonly Events[]): Counter {
  return {
    kind: 'events',
    requests: members.reduce((sum, { requests }) => sum + requests, 0),
    bad: members.reduce((sum, { bad }) => sum + bad, 0),
  };
}

function countsOf(
  queries: EventQueries,
  series: readonly AnsweredSeries[],
  part: CountedPart,
): ReadonlyMap<string, number> | Nothing {
  const key = part === 'total' ? 'total' : queries.goodInstead ? 'good' : 'bad';
  const counts = new Map<string, number>();
  const instances = byInstance(
    series.filter((one) => one.part === part),
    queries.instance,
  );
  for (const [name, found] of instances) {
    const [one, ...others] = found;
    if (one === undefined) continue;
    if (others.length > 0) {
      return {
        reason: 'many-series',
        what: `its \`${key}\` has several series of ${name} where one was asked for`,
      };
    }
    if (one.value === null) {
      const what = `its \`${key}\` is a histogram; that is given as \`histogram\`, and \`counters\` are plain counters`;
      return { reason: 'not-a-number', what };
    }
    if (!isCount(one.value)) {
      const what = `its \`${key}\` of ${name} is ${shownNumber(one.value)}, which is no count`;
      return { reason: 'not-a-number', what };
    }
    counts.set(name, one.value);
  }
  return counts;
}
