import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { programAt } from '../../../demo/servers/programs.ts';
import { type PrometheusServer, startPrometheus } from '../../../demo/servers/prometheus.ts';
import { examinePrometheus } from '../../../src/adapters/metrics/prometheus/examine.ts';
import type { QueryMetric } from '../../../src/adapters/metrics/prometheus/reading.ts';
import { basic, type PrometheusSource } from '../../../src/adapters/metrics/prometheus/source.ts';

function metric(name: string, query: string, requests: string | null = null): QueryMetric {
  const source = {
    kind: 'query',
    source: 'prom',
    query,
    read: { kind: 'instant' },
    requests,
    errors: null,
  } as const;
  return { name, unit: 'number', baseline: null, source };
}

function source(url: string, more: Partial<PrometheusSource> = {}): PrometheusSource {
  const settings = { timeout: 2000, scrapeInterval: 15_000, headers: {}, credentials: () => null };
  return { name: 'prom', url, ...settings, ...more };
}

async function examined(
  from: PrometheusSource,
  metrics: readonly QueryMetric[] = [],
  clock: () => number = Date.now,
) {
  const findings = await examinePrometheus({ fetch, source: from, metrics, clock })();
  for (const { about } of findings) expect(about).toBe(`Prometheus prom at ${from.url}`);
  return findings.map(({ state, sentence }) => `${state}: ${sentence}`);
}

describe.skipIf(programAt('prometheus') === null)('examining a real Prometheus', () => {
  let server: PrometheusServer;
  const folder = mkdtempSync(join(tmpdir(), 'belay-examine-'));
  const login = () => basic('belay', 'test');

  beforeAll(async () => {
    const web = join(folder, 'web.yml');
    // The password is `test`, as in Prometheus' own documentation.
    writeFileSync(
      web,
      'basic_auth_users: { belay: $2b$12$hNf2lSsxfm0.i4a.1kVpSOVyBCfIB51VRjgBUyv6kdnyTlgWj81Ay }\n',
    );
    const configuration = `
global: { scrape_interval: 15s }
scrape_configs:
  - { job_name: shop, static_configs: [] }
  - { job_name: batch, scrape_interval: 2m, static_configs: [] }
`;
    server = await startPrometheus(configuration, [`--web.config.file=${web}`]);
  });

  afterAll(async () => {
    await server?.[Symbol.asyncDispose]();
    rmSync(folder, { recursive: true });
  });

  test('the right password, queries that are understood and a fitting interval are good', async () => {
    const from = source(server.url, { credentials: login, scrapeInterval: 120_000 });
    const metrics = [
      metric('a', 'rate(a{version=~"{version}"}[{window}])'),
      metric('b', 'scalar(b)', 'time()'),
    ];
    expect(await examined(from, metrics)).toEqual(['ok: It answers, and takes the queries of 2 metrics.']);
  });

  test('a wrong password is one finding, with the next step', async () => {
    const from = source(server.url, { credentials: () => basic('belay', 'wrong-one') });
    const [found, ...others] = await examined(from, [metric('a', 'sum(')]);
    expect(found).toMatch(
      /^error: It cannot be used: prom refuses the credentials \(401\); check its `token` or `basic`\. .*no_data/,
    );
    expect(found).not.toContain('wrong-one');
    expect(others).toEqual([]);
  });

  test('jobs that are scraped less often than belay.yml says are told', async () => {
    const found = await examined(source(server.url, { credentials: login }));
    expect(found).toEqual([
      'ok: It answers.',
      expect.stringMatching(
        /^warning: It scrapes batch every 2m, and belay.yml says every 15s.*`scrape_interval`/,
      ),
    ]);
  });

  test('each query that it does not understand is told in its words', async () => {
    const from = source(server.url, { credentials: login, scrapeInterval: 120_000 });
    const wrong = 'sum(rate(a{v="{version}",s="{service}",e="{environment}",x="{side}"}[{window}]) by (x)';
    const metrics = [metric('a', wrong), metric('b', 'b', 'b[5m]'), metric('c', 'c')];
    expect(await examined(from, metrics)).toEqual([
      expect.stringContaining(
        `error: \`metrics.a.query\` cannot be used: 1:${wrong.indexOf('by') + 1}: parse error`,
      ),
      expect.stringMatching(
        /^error: `metrics\.b\.requests` cannot be used: it does not give numbers of one moment/,
      ),
    ]);
  });

  test('a clock that is off is told with how far', async () => {
    const from = source(server.url, { credentials: login, scrapeInterval: 120_000 });
    expect(await examined(from, [], () => Date.now() - 60_000)).toEqual([
      'ok: It answers.',
      expect.stringMatching(/^warning: Its clock is (59s|1m) ahead of this machine's/),
    ]);
    expect(await examined(from, [], () => Date.now() + 5000)).toContainEqual(
      expect.stringMatching(/^warning: Its clock is \ds behind/),
    );
  });
});

describe('examining what is no Prometheus', () => {
  let url = '';
  const server = createServer((request, response) => {
    const path = request.url ?? '';
    if (path.startsWith('/page')) response.end('<html>Sign in</html>');
    else if (path.endsWith('/status/config')) response.writeHead(403).end('{}');
    else if (path.startsWith('/like')) {
      const result = [Date.now() / 1000, String(Date.now() / 1000)];
      response.end(JSON.stringify({ status: 'success', data: { resultType: 'scalar', result } }));
    } else response.end(JSON.stringify({ status: 'success', data: { version: '1.0' } }));
  });

  beforeAll(async () => {
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });

  afterAll(() => {
    server.closeAllConnections();
    server.close();
  });

  test('a web page, another API and nobody at all are errors', async () => {
    expect(await examined(source(`${url}/page`))).toEqual([
      expect.stringMatching(/^error: It cannot be used: prom answered with a web page/),
    ]);
    expect(await examined(source(`${url}/api`))).toEqual([
      expect.stringMatching(/^error: It does not tell the time as Prometheus does/),
    ]);
    expect(await examined(source('http://127.0.0.1:1'))).toEqual([
      expect.stringMatching(/^error: It cannot be used: prom could not be reached at 127\.0\.0\.1:1/),
    ]);
  });

  test('one that keeps its configuration to itself is good', async () => {
    expect(await examined(source(`${url}/like`), [metric('a', 'a')])).toEqual([
      'ok: It answers, and takes the queries of 1 metric.',
    ]);
  });
});
