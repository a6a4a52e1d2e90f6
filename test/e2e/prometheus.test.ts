import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { programAt } from '../../demo/servers/programs.ts';
import { type PrometheusServer, startPrometheus } from '../../demo/servers/prometheus.ts';
import { type ScrapedVersions, startScrapedVersions } from '../adapters/metrics/scraped-versions.ts';
import { type Belay, freePorts, over, startBelay } from './belay.ts';
import { configuration } from './configuration.ts';
import { runBelay } from './process.ts';
import { type CountedVersion, startCounted } from './version.ts';

const stages = [
  { weight: '20%', hold: '1m' },
  { weight: '100%', hold: '1m' },
];

describe.skipIf(programAt('prometheus') === null)('a rollout judged by Prometheus', () => {
  let scraped: ScrapedVersions;
  let prometheus: PrometheusServer;
  let belay: Belay;
  let versions: readonly CountedVersion[];

  beforeAll(async () => {
    scraped = await startScrapedVersions();
    const job = { job_name: 'shop', static_configs: [{ targets: [scraped.address] }] };
    prometheus = await startPrometheus(
      stringify({ global: { scrape_interval: '1s' }, scrape_configs: [job] }),
    );
    versions = await Promise.all([startCounted('v1.0'), startCounted('v2')]);
    const [v1 = 0, v2 = 0] = versions.map(({ port }) => port);
    const ports = await freePorts(2);
    const service = (name: string, port: number, rule: string) => ({
      name,
      port,
      versions: { 'v1.0': v1, v2 },
      stable: 'v1.0',
      plan: { stages, rollback_when: [rule], promote_when: undefined },
    });
    const services = [
      service('hungry', ports[0] ?? 0, 'memory > 1.2x stable over 4s for 1s'),
      service('mistyped', ports[1] ?? 0, 'typo > 5% over 4s for 1s'),
    ];
    const metrics = {
      sources: { prom: { kind: 'prometheus', url: prometheus.url, scrape_interval: '1s' } },
      metrics: {
        memory: {
          kind: 'query',
          source: 'prom',
          query: 'max_over_time(memory{version="{version}"}[{window}])',
          unit: 'ratio',
        },
        typo: {
          kind: 'query',
          source: 'prom',
          query: 'sum(memory{version="{version}"}) byy (version)',
          unit: 'ratio',
        },
      },
    };
    belay = await startBelay(`${configuration(services)}${stringify(metrics)}`);
  });

  afterAll(async () => {
    await belay?.[Symbol.asyncDispose]();
    await prometheus?.[Symbol.asyncDispose]();
    await scraped?.[Symbol.asyncDispose]();
    await Promise.all((versions ?? []).map((version) => version[Symbol.asyncDispose]()));
  });

  it('goes back when a metric of the canary is out of its limit against stable', async () => {
    const rollout = await belay.rolloutOf('deploy hungry v2 to demo');
    const { card } = await belay.until(rollout, over);
    expect(card.phase).toMatch(/rolled back/i);
    expect(card.checks).toContainEqual(
      expect.objectContaining({ label: 'memory', value: '50%', stable: '40%' }),
    );
    expect(await belay.story(rollout)).toMatch(/memory > 1\.2x stable/);
  });

  it('says on the card what Prometheus does not understand', async () => {
    const rollout = await belay.rolloutOf('deploy mistyped v2 to demo');
    const { card } = await belay.until(rollout, ({ card }) =>
      card.checks.some(({ sentence }) => /prom/.test(sentence)),
    );
    const [check] = card.checks;
    expect(check?.sentence).toMatch(
      /no data, typo: prom refuses it: 1:\d+: parse error: unexpected identifier "byy"/,
    );
    await belay.say('rollback mistyped "wrong query"');
  });

  it('is doubted beforehand by the doctor', async () => {
    const { out } = await runBelay(['doctor'], belay.variables).finished;
    expect(out).toMatch(/Prometheus prom at http/);
    expect(out.replaceAll(/\s+/g, ' ')).toMatch(/`metrics\.typo\.query` cannot be used: 1:\d+: parse error/);
  });
});
