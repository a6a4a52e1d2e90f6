import type { Metric } from '../rollout/plan.ts';
import type { Counter } from './totals.ts';
import { isLatency } from './traffic-series.ts';

/** Whether a metric can be tested against stable, and on what. */
export type Testable =
  /** On counters that only grow, per instance. */
  | { readonly kind: 'counts'; readonly of: Counter['kind'] }
  /** On the averages of its readings. */
  | { readonly kind: 'gauge' }
  | { readonly kind: 'no'; readonly sentence: string };

export function testable({ name, source }: Metric): Testable {
  switch (source.kind) {
    case 'traffic':
      return source.series === 'requests' || source.series === 'throughput'
        ? no(
            name,
            'how many requests there are follows from the weight, so canary and stable always differ in it',
          )
        : { kind: 'counts', of: isLatency(source.series) ? 'histogram' : 'events' };
    case 'query':
      return source.counted === undefined ? { kind: 'gauge' } : { kind: 'counts', of: source.counted.kind };
    case 'json':
      return { kind: 'gauge' };
    case 'reported':
      return no(
        name,
        'it counts what is told from outside, and nobody counts how many requests that is out of',
      );
  }
}

function no(name: string, why: string): Testable {
  return { kind: 'no', sentence: `\`${name}\` cannot be compared with stable: ${why}.` };
}
