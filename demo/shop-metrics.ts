import { exposition, type Family } from './exposition.ts';

/** Upper bounds of the latency histogram, in seconds; the demo's limits (150 to 300 ms) lie between two of them. */
const bounds = [0.005, 0.01, 0.02, 0.03, 0.04, 0.05, 0.06, 0.08, 0.1, 0.15, 0.2, 0.25, 0.3, 0.4, 0.5, 1, 2.5];
const statuses = [200, 500] as const;

/** What one version of the shop counts of its pages. */
export interface ShopMetrics {
  served(status: number, seconds: number): void;
  /** @param gauges ratios between 0 and 1 */
  write(gauges: { readonly memory: number; readonly cpu: number }): string;
}

export function shopMetrics(version: string): ShopMetrics {
  const labels = { service: 'shop', version };
  // Counted from zero, so that the first failure is an increase and no new series.
  const byStatus = new Map<number, number>(statuses.map((status) => [status, 0]));
  const below = bounds.map(() => 0);
  let sum = 0;
  let count = 0;

  function latency(): Family {
    const buckets = [
      ...below.map((value, index) => ({ le: String(bounds[index]), value })),
      { le: '+Inf', value: count },
    ];
    return {
      name: 'shop_request_duration_seconds',
      help: 'How long pages took.',
      type: 'histogram',
      samples: [
        ...buckets.map(({ le, value }) => ({ suffix: '_bucket', labels: { ...labels, le }, value })),
        { suffix: '_sum', labels, value: sum },
        { suffix: '_count', labels, value: count },
      ],
    };
  }

  return {
    served(status, seconds) {
      byStatus.set(status, (byStatus.get(status) ?? 0) + 1);
      for (const [index, bound] of bounds.entries())
        if (seconds <= bound) below[index] = (below[index] ?? 0) + 1;
      sum += seconds;
      count += 1;
    },
    write: ({ memory, cpu }) =>
      exposition([
        {
          name: 'shop_requests_total',
          help: 'Pages served, by status.',
          type: 'counter',
          samples: [...byStatus].map(([status, value]) => ({
            labels: { ...labels, status: String(status) },
            value,
          })),
        },
        latency(),
        gauge('shop_memory_ratio', 'Share of its memory in use (made up).', labels, memory),
        gauge('shop_cpu_ratio', 'Share of its processors in use (made up).', labels, cpu),
      ]),
  };
}

function gauge(name: string, help: string, labels: Readonly<Record<string, string>>, value: number): Family {
  return { name, help, type: 'gauge', samples: [{ labels, value }] };
}
