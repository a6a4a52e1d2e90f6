import { z } from 'zod';
import { Unit } from '../../core/judge/rule.ts';
import { type TrafficSeries, trafficSeries } from '../../core/judge/traffic-series.ts';
import { amount, path, positiveDuration, shortDuration, text, url } from './leaf.ts';
import { name, reference } from './reference.ts';
import { secret } from './secret.ts';

const seriesNames = Object.keys(trafficSeries) as [TrafficSeries, ...TrafficSeries[]];

const headerName = z
  .string()
  .regex(/^(?!(authorization|cookie|proxy-authorization|host|content-.*)$)[A-Za-z0-9-]+$/i, {
    error:
      'Here stands the name of a header such as `X-Scope-OrgID`; credentials are given as `token` or `basic`.',
  });
const headerValue = z
  .string()
  .regex(/^[\x20-\x7e]+$/, { error: 'The value of a header is plain text on one line.' });

const sourceKind = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('prometheus').describe('A Prometheus server, or one that answers like it.'),
    url: url().describe('Its address, without `/api/v1`.'),
    token: secret().optional().describe('Bearer token.'),
    basic: z
      .strictObject({
        user: text().describe('User name.'),
        password: secret().describe('Password.'),
      })
      .optional()
      .describe('User name and password, instead of a token.'),
    headers: z
      .record(headerName, headerValue)
      .optional()
      .describe('Further headers of each request, such as `X-Scope-OrgID`. Not for secrets.'),
    timeout: shortDuration(10_000, '10s')
      .optional()
      .describe('How long to wait for an answer, at most 10s; 5s when left out.'),
    scrape_interval: positiveDuration('s')
      .optional()
      .describe('How often it scrapes what the queries read; 15s when left out.'),
  }),
  z.strictObject({
    kind: z.literal('datadog').describe('Datadog.'),
    site: text().describe('Site, such as `datadoghq.eu`.'),
    api_key: secret().describe('API key.'),
    app_key: secret().describe('Application key.'),
  }),
  z.strictObject({
    kind: z.literal('cloudwatch').describe('AWS CloudWatch.'),
    region: text().describe('AWS region.'),
  }),
]);

export const sources = z.record(name(), sourceKind).describe('Servers that answer metric queries.');

const common = {
  unit: Unit.describe(
    'What the numbers mean: `ratio` (fractions: 0.05 is 5 %), `duration` (milliseconds), `per-second`, `count` or `number`.',
  ),
  baseline: amount()
    .optional()
    .describe('The value expected without a release, with its unit: `85.5%`, `200ms`, `50/s`.'),
  description: text().optional().describe('What it measures, for people.'),
};

const worse = z
  .enum(['higher', 'lower'])
  .optional()
  .describe(
    'Which way is worse when it is compared with stable, where counts do not tell; `higher` when left out.',
  );

const ownLabels = /^(?!(le|belay_\w*|__\w*)$)[A-Za-z_]\w*$/;
const instance = z
  .string()
  .regex(ownLabels, {
    error: 'Here stands the name of a label that tells instances apart, such as `instance` or `pod`.',
  })
  .optional()
  .describe(
    'The label that tells instances apart, such as `pod`; `instance`, which Prometheus gives every target, when left out.',
  );

const counters = z
  .strictObject({
    total: text().describe(
      'Selector of the counter of all requests, `http_requests_total{version="{version}"}`, without `rate(…)`: Belay works out itself what came since the last look.',
    ),
    bad: text().optional().describe('Selector of those of them that failed.'),
    good: text().optional().describe('Selector of those of them that succeeded, instead of `bad`.'),
    instance,
  })
  .describe('Counters behind a share, so that `worse than stable` tests them all the time.');

const histogram = z
  .strictObject({
    of: text().describe(
      'Selector of the `_bucket` series of a histogram, or of a native histogram, without `rate(…)`.',
    ),
    unit: z.enum(['s', 'ms']).optional().describe('Unit of its buckets; `s` when left out.'),
    instance,
  })
  .describe('Histogram behind a duration, so that `worse than stable` tests it all the time.');

const rangeRead = z.strictObject({
  range: z
    .enum(['avg', 'max', 'min', 'last'])
    .describe("Takes the query's values over the window and reduces them to one."),
  step: positiveDuration()
    .optional()
    .describe("Time between two of those values; the source's `scrape_interval` when left out."),
});

const metricKind = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('traffic').describe('Counted by the router.'),
    series: z.enum(seriesNames).optional().describe('Which series; the name of the metric when left out.'),
    baseline: common.baseline,
    description: common.description,
  }),
  z.strictObject({
    kind: z.literal('json').describe('One number in a JSON document that each version serves.'),
    path: path().describe('Path of the document on each version, `/internal/metrics`.'),
    field: z
      .string()
      .regex(/^(\/[^/]*)+$/, { error: 'A field is a JSON pointer, such as `/shop/conversion`.' })
      .describe('JSON pointer to the number, `/shop/conversion`.'),
    timeout: shortDuration(10_000, '10s')
      .optional()
      .describe('How long to wait for the document, at most 10s; 2s when left out.'),
    worse,
    ...common,
  }),
  z.strictObject({
    kind: z
      .literal('query')
      .describe('A query to a metric server; `{version}` stands for the side that is measured.'),
    source: reference('source').describe('Which server.'),
    query: text().describe(
      'The query, one number for each side. `{service}`, `{environment}`, `{version}`, `{side}` (canary or stable) and `{window}` (of the rule, such as `1m`) are filled in.',
    ),
    read: z
      .union([z.literal('instant'), rangeRead])
      .optional()
      .describe('How the query becomes one number; `instant`, its value now, when left out.'),
    requests: text()
      .optional()
      .describe('A query that counts the requests behind the value, so that `min 50 requests` holds for it.'),
    errors: text()
      .optional()
      .describe('A query that counts the failed ones among `requests`, for rules marked `instant`.'),
    counters: counters.optional(),
    histogram: histogram.optional(),
    worse,
    ...common,
  }),
  z.strictObject({
    kind: z.literal('probes').describe('Share of health probes that pass.'),
    baseline: common.baseline,
    description: common.description,
  }),
  z.strictObject({
    kind: z
      .literal('reported')
      .describe('Counts what Belay is told from outside (`signals`): complaints, firing alerts.'),
    event: text().describe('What is counted: an event that somebody under `signals` reports.'),
    ...common,
  }),
]);

export const metrics = z
  .record(name(), metricKind)
  .describe(
    'Metrics besides those that every router counts. See [metrics](metrics.md) for those from Prometheus.',
  );
