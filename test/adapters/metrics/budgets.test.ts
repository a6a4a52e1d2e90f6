import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { programAt } from '../../../demo/servers/programs.ts';
import type { PrometheusServer } from '../../../demo/servers/prometheus.ts';
import { createMeasureBudget } from '../../../src/adapters/metrics/prometheus/budgets.ts';
import { examineBudget, examineRetention } from '../../../src/adapters/metrics/prometheus/examine-budget.ts';
import type { PrometheusSource } from '../../../src/adapters/metrics/prometheus/source.ts';
import { assess } from '../../../src/core/budget/assess.ts';
import type { BudgetQueries, BudgetReading } from '../../../src/core/budget/budget.ts';
import { budgetWindows } from '../../../src/core/budget/burn-rates.ts';
import { ofWholeService } from '../../../src/core/budget/whole-service.ts';
import { EnvironmentName, ServiceName } from '../../../src/core/ids.ts';
import { aBudget, day } from '../../builders/budget.ts';
import { startWithHistory } from './budget-history.ts';

const minute = 60_000;
const hour = 60 * minute;
const production = EnvironmentName.parse('production');
const slotOf = (service: string) => ({ service: ServiceName.parse(service), environment: production });
const windows = budgetWindows(day);

/** As belay.yml has them, for the service as a whole. */
function whole(query: string): string {
  const found = ofWholeService(query);
  if (found === null) throw new Error(query);
  return found;
}

const selector = 'hits_total{service="{service}",version="{version}"}';
const failures = 'hits_total{service="{service}",version="{version}",code=~"5.."}';
const successes = 'hits_total{service="{service}",version="{version}",code="200"}';
const counters: BudgetQueries = {
  kind: 'counters',
  total: whole(selector),
  part: whole(failures),
  good: false,
};
const shareQuery = `sum(increase(${failures}[{window}])) / sum(increase(${selector}[{window}]))`;
const share: BudgetQueries = {
  kind: 'share',
  query: whole(shareQuery),
  requests: whole(`sum(increase(${selector}[{window}]))`),
  good: false,
};

function sourceAt(url: string): PrometheusSource {
  return { name: 'prom', url, timeout: 5000, scrapeInterval: 15_000, headers: {}, credentials: () => null };
}

describe.skipIf(programAt('prometheus') === null)('error budgets from a real Prometheus', () => {
  let server: PrometheusServer;
  let asked = 0;

  beforeAll(async () => {
    const labels = (service: string, version: string, code: string) =>
      `service="${service}",version="${version}",code="${code}"`;
    server = await startWithHistory(
      [
        // v1 for 25 hours and v2 beside it for the last two: 1000 requests a minute, 1 of 2000 fails.
        { labels: labels('shop', 'v1', '200'), perMinute: 999.5, from: 25 * hour },
        { labels: labels('shop', 'v1', '500'), perMinute: 0.5, from: 25 * hour },
        { labels: labels('shop', 'v2', '200'), perMinute: 80, from: 2 * hour },
        { labels: labels('shop', 'v2', '500'), perMinute: 20, from: 10 * minute },
        // Nothing has ever failed, and it was last heard of three hours ago.
        { labels: labels('quiet', 'v1', '200'), perMinute: 100, from: 25 * hour, until: 3 * hour },
        { labels: labels('fine', 'v1', '200'), perMinute: 100, from: 25 * hour },
        { labels: labels('down', 'v1', '500'), perMinute: 100, from: 25 * hour },
      ],
      ['--storage.tsdb.retention.time=60d'],
    );
  });

  afterAll(() => server?.[Symbol.asyncDispose]());

  function measure(queries: BudgetQueries, service: string, source = 'prom') {
    const count: typeof fetch = (...request) => {
      asked += 1;
      return fetch(...request);
    };
    const measured = createMeasureBudget({ fetch: count, sources: [sourceAt(server.url)] });
    return measured({ source, queries }, windows, slotOf(service));
  }

  async function over(queries: BudgetQueries, service: string, window: number): Promise<BudgetReading> {
    const found = (await measure(queries, service)).find((one) => one.window === window);
    if (found === undefined) throw new Error('that window was not read');
    return found.reading;
  }

  test('every window comes with one request, of all versions together', async () => {
    asked = 0;
    const readings = await measure(counters, 'shop');
    expect(asked).toBe(1);
    expect(readings.map(({ window }) => window)).toEqual(windows);
    const reading = readings.at(-1)?.reading;
    if (reading?.kind !== 'counted') throw new Error(JSON.stringify(reading));
    expect(reading.total / (1440 * 1000 + 120 * 80 + 10 * 20)).toBeCloseTo(1, 2);
    expect(reading.bad / (1440 * 0.5 + 10 * 20)).toBeCloseTo(1, 1);
  });

  test('counters and a share say the same, and a budget can be made of either', async () => {
    const [counted, shared] = await Promise.all(
      [counters, share].map(async (queries) =>
        assess(aBudget({ period: day }), await measure(queries, 'shop')),
      ),
    );
    if (counted?.kind !== 'known' || shared?.kind !== 'known') throw new Error('it cannot be told');
    expect(counted.remaining).toBeCloseTo(1 - 920 / 1450, 1);
    expect(shared.remaining).toBeCloseTo(counted.remaining, 3);
    // In the last five minutes 20.5 of 1100 fail, 18.6 times as many as may; over an hour that is no page yet.
    expect(counted.rates[0]?.rate).toBeCloseTo(18.6, 0);
    expect(counted.burning).toEqual([]);
  });

  test('a share of good requests is the other way round', async () => {
    const good: BudgetQueries = { ...share, query: whole(`1 - ${shareQuery}`), good: true };
    const [bad, turned] = await Promise.all([over(share, 'shop', day), over(good, 'shop', day)]);
    if (bad.kind !== 'counted' || turned.kind !== 'counted') throw new Error(JSON.stringify([bad, turned]));
    expect(turned.bad / bad.bad).toBeCloseTo(1, 3);
    const counted: BudgetQueries = { ...counters, part: whole(successes), good: true };
    expect(await over(counted, 'fine', day)).toMatchObject({ kind: 'counted', bad: 0 });
  });

  test('no series of failures is none that failed; no series of good ones is not that all failed', async () => {
    expect(await over(counters, 'fine', 6 * hour)).toMatchObject({ kind: 'counted', bad: 0 });
    const counted: BudgetQueries = { ...counters, part: whole(successes), good: true };
    expect(await over(counted, 'down', day)).toEqual({
      kind: 'none',
      reason: 'not-a-number',
      sentence: 'prom has requests of it and no series of good ones',
    });
  });

  test('a share of which nothing has failed yet says what to write', async () => {
    expect(await over(share, 'fine', day)).toMatchObject({
      reason: 'empty',
      sentence: expect.stringContaining('no share of them; if nothing has failed yet, write `or vector(0)`'),
    });
    const mended = shareQuery
      .replace('[{window}])) /', '[{window}])) or vector(0)) /')
      .replace('sum', '(sum');
    expect(await over({ ...share, query: whole(mended) }, 'fine', day)).toMatchObject({ bad: 0 });
  });

  test('what was last heard of hours ago is not current', async () => {
    expect(assess(aBudget({ period: day }), await measure(counters, 'quiet'))).toMatchObject({
      kind: 'unknown',
      reason: 'not-current',
    });
  });

  test('a service that nobody knows, a source that is not there, a query that is refused', async () => {
    const unknown = async (queries: BudgetQueries, service = 'shop', source = 'prom') =>
      assess(aBudget({ period: day }), await measure(queries, service, source));
    expect(await unknown(counters, 'nobody')).toMatchObject({ reason: 'no-data' });
    expect(await unknown(counters, 'shop', 'gone')).toMatchObject({
      reason: 'source-failed',
      sentence: expect.stringContaining('there is no source `gone`'),
    });
    expect(await unknown({ ...counters, total: 'hits_total{' })).toMatchObject({
      reason: 'source-failed',
      sentence: expect.stringContaining('prom refuses its query'),
    });
    const many: BudgetQueries = { ...share, query: 'hits_total{service="{service}"}', requests: null };
    expect(await unknown(many)).toMatchObject({ sentence: expect.stringMatching(/\d series .* sum/) });
  });

  describe('the doctor', () => {
    const examined = (queries: BudgetQueries, service: string) =>
      examineBudget({
        measure: createMeasureBudget({ fetch, sources: [sourceAt(server.url)] }),
        budget: aBudget({ period: day }),
        source: 'prom',
        queries,
        slots: [slotOf(service)],
      })();

    test('says how much is left, or why that cannot be told and what that means', async () => {
      expect(await examined(counters, 'shop')).toEqual([
        {
          about: 'Error budget requests of shop in production',
          state: 'ok',
          sentence: expect.stringMatching(/^It can be read: 3\d(\.\d)? % of it is left\.$/),
        },
      ]);
      expect(await examined(counters, 'nobody')).toMatchObject([
        {
          state: 'error',
          sentence: expect.stringMatching(/^It cannot be told: .*Releases go on with a warning/),
        },
      ]);
    });

    test('says when the server forgets before the period is over', async () => {
      const retention = (longest: number) => examineRetention(fetch, sourceAt(server.url), longest)();
      expect(await retention(day)).toEqual([]);
      expect(await retention(400 * day)).toMatchObject([
        { state: 'warning', sentence: expect.stringMatching(/^It keeps samples for \d+d.*looks back 400d/) },
      ]);
    });
  });
});
