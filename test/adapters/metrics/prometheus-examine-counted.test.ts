import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { programAt } from '../../../demo/servers/programs.ts';
import { type PrometheusServer, startPrometheus } from '../../../demo/servers/prometheus.ts';
import { examinePrometheus } from '../../../src/adapters/metrics/prometheus/examine.ts';
import type { QueryMetric } from '../../../src/adapters/metrics/prometheus/reading.ts';
import type { CounterQueries } from '../../../src/core/rollout/plan.ts';
import { type Exposition, startExposition } from './exposition.ts';
import { exposed, protobufType } from './native-histograms.ts';

const text = `# TYPE hits_total counter
hits_total{version="v1",pod="a"} 10
# TYPE memory gauge
memory{version="v1",pod="a"} 10
# TYPE took histogram
took_bucket{version="v1",pod="a",le="1"} 1
took_bucket{version="v1",pod="a",le="+Inf"} 2
took_count{version="v1",pod="a"} 2
took_sum{version="v1",pod="a"} 2
cut_bucket{version="v1",pod="a",le="1"} 1
plain{version="v1"} 1
`;

function events(total: string, bad = 'hits_total{version="{version}"}'): CounterQueries {
  return { kind: 'events', total, bad, goodInstead: false, instance: 'pod' };
}

function durations(of: string): CounterQueries {
  return { kind: 'histogram', of, scale: 1000, instance: 'pod' };
}

describe.skipIf(programAt('prometheus') === null)('examining the counters of a real Prometheus', () => {
  let plain: Exposition;
  let binary: Exposition;
  let server: PrometheusServer;

  async function examined(counted: CounterQueries) {
    const settings = { timeout: 5000, scrapeInterval: 60_000, headers: {}, credentials: () => null };
    const source = { name: 'prom', url: server.url, ...settings };
    const asking = { kind: 'query', source: 'prom', query: 'up', requests: null, errors: null } as const;
    const metric: QueryMetric = {
      name: 'm',
      unit: 'ratio',
      baseline: null,
      source: { ...asking, read: { kind: 'instant' }, counted },
    };
    const findings = await examinePrometheus({ fetch, source, metrics: [metric], clock: Date.now })();
    return findings.map(({ state, sentence }) => `${state}: ${sentence}`);
  }

  beforeAll(async () => {
    plain = await startExposition('text/plain; version=0.0.4', text);
    const histogram = { labels: { version: 'v1', pod: 'a' }, schema: 3, first: 0, counts: [1] };
    binary = await startExposition(protobufType, exposed('slow', [histogram]));
    server = await startPrometheus(
      `
global: { scrape_interval: 500ms }
scrape_configs:
  - job_name: shop
    static_configs: [{ targets: ["${plain.address}", "${binary.address}"] }]
`,
      ['--enable-feature=native-histograms'],
    );
    for (let attempt = 0; attempt < 200; attempt += 1) {
      const query = 'query=count(hits_total) + count(slow)';
      const answer = await fetch(`${server.url}/api/v1/query?${query.replaceAll('+', '%2B')}`);
      if ((await answer.text()).includes('"value"')) break;
      await sleep(100);
    }
  });

  afterAll(async () => {
    await server?.[Symbol.asyncDispose]();
    await plain?.[Symbol.asyncDispose]();
    await binary?.[Symbol.asyncDispose]();
  });

  test.each([
    events('hits_total{version="{version}"}'),
    events('took_count{version="{version}"}', 'took_bucket{version="{version}",le="1"}'),
    durations('took_bucket{version="{version}"}'),
    durations('slow{version="{version}"}'),
  ])('%j is good, whichever version there is', async (counted) => {
    expect(await examined(counted)).toEqual(['ok: It answers, and takes the queries of 1 metric.']);
  });

  test.each([
    [
      events('hitz_total{version="{version}"}'),
      /^warning: `metrics\.m\.counters\.total` finds no series of any version, and without any/,
    ],
    [
      events('hits_total{version="{version}"}', 'hits_total{version="{version}",code=~"5.."}'),
      /^warning: `metrics\.m\.counters\.bad` finds no series of any version\. That is right as long as nothing has failed/,
    ],
    [
      events('memory{version="{version}"}'),
      /^error: `metrics\.m\.counters\.total` cannot be used: `memory` is a gauge to Prometheus, and not a counter/,
    ],
    [events('slow{version="{version}"}'), /^error: .*`slow` is a histogram to Prometheus/],
    [events('took_bucket{version="{version}"}'), /^error: .*adds up buckets of a histogram/],
    [
      events('plain{version="{version}"}'),
      /^warning: .*without the label `pod`, and all of those count as one/,
    ],
    [
      events('hits_total{version="{version}",code=~"("}'),
      /^error: .*cannot be used: (?!1:).*missing closing \)/,
    ],
    [durations('plain{version="{version}"}'), /^error: `metrics\.m\.histogram\.of` .*it is no histogram/],
    [durations('cut_bucket{version="{version}"}'), /^error: .*`le="\+Inf"` is missing/],
    [
      durations('tookk_bucket{version="{version}"}'),
      /^warning: .*`metrics\.m\.histogram\.of` finds no series/,
    ],
  ])('%j is told', async (counted, sentence) => {
    const found = (await examined(counted)).filter((one) => !one.startsWith('ok: '));
    expect(found).toEqual([expect.stringMatching(sentence)]);
  });
});
