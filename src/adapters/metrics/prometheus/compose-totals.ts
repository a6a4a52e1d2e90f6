import { fillTemplate, type TemplateValues } from '../../../core/judge/query-template.ts';
import type { CounterQueries } from '../../../core/rollout/plan.ts';
import { labelled, type Side, sides } from './compose.ts';

/** What is counted: all requests, the bad (or the good) ones of them, or a histogram. */
export type CountedPart = 'total' | 'bad' | 'histogram';

/** The selectors of a metric, as people write them, each with its key in belay.yml. */
export function countedParts(
  counted: CounterQueries,
): readonly { readonly part: CountedPart; readonly selector: string; readonly key: string }[] {
  if (counted.kind === 'histogram') {
    return [{ part: 'histogram', selector: counted.of, key: 'histogram.of' }];
  }
  return [
    { part: 'total', selector: counted.total, key: 'counters.total' },
    { part: 'bad', selector: counted.bad, key: counted.goodInstead ? 'counters.good' : 'counters.bad' },
  ];
}

/** What an instance has counted, added up over its routes, codes and the like. No rate: the counters as they stand. */
export function composeCounted(counted: CounterQueries, selector: string, values: TemplateValues): string {
  const labels = [counted.instance, counted.kind === 'histogram' ? 'le' : null].filter((one) => one !== null);
  return `sum by (${labels.join(', ')}) (\n${fillTemplate(selector, values)}\n)`;
}

/** One expression whose answer holds the counters of both sides, at one moment of the server's clock. */
export function composeTotals(
  counted: CounterQueries,
  values: Readonly<Record<Side, TemplateValues>>,
): string {
  return sides
    .flatMap((side) =>
      countedParts(counted).map(({ part, selector }) =>
        labelled(composeCounted(counted, selector, values[side]), side, part),
      ),
    )
    .join('\nor\n');
}
