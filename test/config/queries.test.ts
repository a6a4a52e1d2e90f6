import { describe, expect, test } from 'vitest';
import { compilePlan } from '../../src/config/compile.ts';
import { notSupportedYet } from '../../src/config/unsupported.ts';
import { changed, diagnosticsOf, loaded, small } from './configuration.ts';

const query = `'rate(errors{version="{version}"}[{window}])'`;
const source = `sources:
  prom: { kind: prometheus, url: "http://127.0.0.1:9090", token: { env: PROM_TOKEN } }
metrics:
  failing: { kind: query, source: prom, query: ${query}, unit: ratio }
environments:`;
const asking = changed(
  'error-rate > 5% for 1m',
  'failing > 5% for 1m',
  changed('environments:', source, small),
);

function plan(text: string) {
  const wish = { service: 'shop', version: 'v2', environment: 'demo' };
  const compiled = compilePlan(loaded(text).config, wish);
  if (compiled.kind !== 'plan') throw new Error(compiled.sentence);
  return compiled.plan;
}

/** The place of each mistake as the text that stands there. */
function placed(text: string) {
  return diagnosticsOf(text).map(({ line, column, code, severity, sentence }) => ({
    code,
    severity,
    sentence,
    at: text.split('\n')[line - 1]?.slice(column - 1) ?? '',
  }));
}

describe('metrics asked of a server', () => {
  test('the plan holds the query and the name of the source, and neither address nor secret', () => {
    const found = plan(asking);
    expect(found.metrics).toEqual([
      {
        name: 'failing',
        unit: 'ratio',
        baseline: null,
        source: {
          kind: 'query',
          source: 'prom',
          query: 'rate(errors{version="{version}"}[{window}])',
          read: { kind: 'instant' },
          requests: null,
          errors: null,
        },
      },
    ]);
    const elsewhere = changed('127.0.0.1:9090', 'elsewhere:9090', changed('PROM_TOKEN', 'OTHER', asking));
    expect(plan(elsewhere).hash).toBe(found.hash);
    expect(plan(changed('rate(errors', 'rate(faults', asking)).hash).not.toBe(found.hash);
  });

  test('the source has its defaults', () => {
    expect(loaded(asking).config.sources).toEqual([
      {
        name: 'prom',
        kind: 'prometheus',
        url: 'http://127.0.0.1:9090',
        token: { env: 'PROM_TOKEN' },
        basic: null,
        headers: {},
        timeout: 5000,
        scrapeInterval: 15_000,
      },
    ]);
  });

  test('everything can be said', () => {
    const more = changed(
      'token: { env: PROM_TOKEN } }',
      'basic: { user: belay, password: { file: /run/p } }, headers: { X-Scope-OrgID: shop }, timeout: 2s, scrape_interval: 5s }',
      asking,
    );
    const said = changed(
      'unit: ratio }',
      `unit: ratio, baseline: 1%, read: { range: max }, requests: 'all{v="{version}"}', errors: bad }`,
      more,
    );
    expect(loaded(said).config.sources[0]).toMatchObject({
      basic: { user: 'belay', password: { file: '/run/p' } },
      headers: { 'X-Scope-OrgID': 'shop' },
      timeout: 2000,
      scrapeInterval: 5000,
    });
    expect(plan(said).metrics[0]).toMatchObject({
      baseline: 0.01,
      source: {
        read: { kind: 'range', reduce: 'max', step: 5000 },
        requests: 'all{v="{version}"}',
        errors: 'bad',
      },
    });
  });
});

describe('mistakes about metric servers', () => {
  test('credentials among the headers are not repeated', () => {
    const text = changed('token: { env: PROM_TOKEN }', 'headers: { Authorization: Bearer abc123 }', asking);
    expect(JSON.stringify(diagnosticsOf(text))).not.toContain('abc123');
  });

  test.each([
    [
      'kind: prometheus, url: "http://127.0.0.1:9090", token',
      'kind: datadog, site: datadoghq.eu, app_key: { env: A }, api_key',
      'datadog',
      'Datadog is not supported yet.',
    ],
    [
      'kind: prometheus, url: "http://127.0.0.1:9090", token: { env: PROM_TOKEN }',
      'kind: cloudwatch, region: eu-west-1',
      'cloudwatch',
      'AWS CloudWatch is not supported yet.',
    ],
  ])('a kind that is not supported is refused by name and place alone', (from, to, at, sentence) => {
    expect(placed(changed(from, to, asking))).toMatchObject([
      { code: notSupportedYet, at: expect.stringMatching(`^${at}`), sentence },
    ]);
  });

  test.each([
    ['source: prom,', 'source: pron,', 'unknown-reference', 'error', 'pron', /Did you mean `prom`/],
    ['{version}', '{verison}', 'unknown-template', 'error', '{verison}', /Did you mean \{version\}/],
    ['[{window}]', '[{windows}]', 'unknown-template', 'error', '{windows}', /Did you mean \{window\}/],
    ['="{version}"', '={version}', 'unknown-template', 'error', '{version}', /outside quotes/],
    ['[{window}]', '[29s]', 'window-short', 'error', '[29s]', /scrapes every 15s.*fewer than two samples/],
    ['[{window}]', '[30s]', 'window-short', 'warning', '[30s]', /one failed scrape/],
    [
      'unit: ratio',
      "unit: ratio, requests: 'rate(a[10s])'",
      'window-short',
      'error',
      '[10s]',
      /Take 1m or more/,
    ],
    ['unit: ratio', 'unit: ratio, errors: a', 'missing-key', 'error', 'errors', /does not say what counts/],
    [
      'failing > 5% for',
      'failing > 5% over 20s for',
      'window-short',
      'error',
      'failing > 5% over',
      /20s of `failing` is short/,
    ],
    [
      'failing > 5% for',
      'failing > 5% over 45s for',
      'window-short',
      'warning',
      'failing > 5% over',
      /one failed scrape/,
    ],
    [
      'unit: ratio',
      'unit: ratio, read: { range: avg, step: 2m }',
      'step-unfit',
      'error',
      'failing > 5%',
      /a step of at most 1m/,
    ],
    [
      'token: { env',
      'basic: { user: a, password: { env: B } }, token: { env',
      'credentials-twice',
      'error',
      'basic',
      /Keep the one/,
    ],
    ['9090"', '9090/?token=x"', 'wrong-value', 'error', '"http', /ends before `\?`/],
    ['token: { env: PROM_TOKEN }', 'token: abc', 'secret-literal', 'error', 'abc', /by reference alone/],
    ['token: { env: PROM_TOKEN }', 'headers: { Authorization: abc }', '', 'error', '', /`token` or `basic`/],
    ['token: { env: PROM_TOKEN }', 'timeout: 11s', 'wrong-value', 'error', '11s', /at most `10s`/],
  ])('%s → %s: %s', (from, to, code, severity, at, sentence) => {
    const found = placed(changed(from, to, asking));
    expect(found.map((one) => one.sentence).join('\n')).toMatch(sentence);
    expect(found).toHaveLength(1);
    expect(found[0]).toMatchObject({ severity, at: expect.stringContaining(at) });
    if (code !== '') expect(found[0]).toMatchObject({ code });
    if (at !== '' && from !== '="{version}"') expect(found[0]?.at.startsWith(at)).toBe(true);
  });

  test.each([
    ['a misspelt word', '{version}', '{versoin}', '> 5% for', '> 1.5x stable for', ['unknown-template']],
    ['a misspelt word', '{window}', '{windwo}', '> 5% for', '> 5% over 2m for', ['unknown-template']],
    ['an unknown source', 'source: prom,', 'source: pron,', '{window}', '20s', ['unknown-reference']],
    [
      'an unknown source',
      'source: prom,',
      'source: pron,',
      '> 5% for',
      '> 5% over 20s for',
      ['unknown-reference'],
    ],
  ])('what only follows from %s is not said (%s → %s, %s → %s)', (_, from, to, also, then, codes) => {
    const found = placed(changed(from, to, changed(also, then, asking)));
    expect(found.map(({ code }) => code)).toEqual(codes);
  });

  test('a window that the source is quick enough for is none', () => {
    const quick = changed('token:', 'scrape_interval: 5s, token:', asking);
    expect(placed(changed('failing > 5% for', 'failing > 5% over 20s for', quick))).toEqual([]);
  });

  test('a comparison with stable wants a query that tells the versions apart', () => {
    const blind = changed('{version="{version}"}', '', asking);
    expect(placed(blind)).toEqual([]);
    expect(placed(changed('failing > 5% for', 'failing > 1.5x stable for', blind))).toMatchObject([
      { code: 'same-on-both-sides', severity: 'warning', at: 'failing > 1.5x stable for 1m' },
    ]);
    const sides = changed('{version="{version}"}', '{side="{side}"}', asking);
    expect(placed(changed('failing > 5% for', 'failing > 1.5x stable for', sides))).toEqual([]);
  });

  test('a window that the query does not use is told', () => {
    const own = changed('[{window}]', '[5m]', asking);
    expect(placed(own)).toEqual([]);
    expect(placed(changed('failing > 5% for', 'failing > 5% over 10m for', own))).toMatchObject([
      { code: 'window-unused', severity: 'warning', sentence: expect.stringContaining('over 10m') },
    ]);
  });

  test('a query over several lines is placed where it begins', () => {
    const block = changed(
      `  failing: { kind: query, source: prom, query: ${query}, unit: ratio }`,
      '  failing:\n    kind: query\n    source: prom\n    unit: ratio\n    query: |\n      rate(errors\n      [5s])\n',
      asking,
    );
    expect(placed(block)).toMatchObject([{ code: 'window-short', at: '|' }]);
  });
});
