import { parse } from 'yaml';
import { z } from 'zod';
import { fillTemplate } from '../../../core/judge/query-template.ts';
import { formatDuration, type Instant, parseDuration } from '../../../core/time.ts';
import type { Examine, Finding } from '../../../ports/examine.ts';
import type { Fetch } from '../target-request.ts';
import { type Answer, askPrometheus } from './ask.ts';
import { partOf, parts } from './compose.ts';
import { countedFindings } from './examine-counted.ts';
import type { QueryMetric } from './reading.ts';
import { resultTypeOf } from './series.ts';
import type { PrometheusSource } from './source.ts';
import { isCounted } from './totals.ts';

export interface PrometheusExamined {
  readonly fetch: Fetch;
  readonly source: PrometheusSource;
  /** Metrics of the configuration that this source answers for. */
  readonly metrics: readonly QueryMetric[];
  readonly clock: () => Instant;
}

/** Clocks may differ this much before charts and samples look shifted against each other. */
const toleratedSkew = 2000;

/** Looks at one Prometheus: whether it answers, its clock, how often it scrapes, and every query and counter that it will be asked for. */
export function examinePrometheus({ fetch, source, metrics, clock }: PrometheusExamined): Examine {
  const about = `Prometheus ${source.name} at ${source.url}`;
  const ask = (path: string, form: Readonly<Record<string, string>> | null) =>
    askPrometheus(fetch, source, path, form, AbortSignal.timeout(source.timeout));
  return async () => {
    const before = clock();
    const answer = await ask('query', { query: 'time()' });
    const now = (before + clock()) / 2;
    if (answer.kind !== 'answered') return [unusable(about, answer.why)];
    const [scraping, queries, counters] = await Promise.all([
      scrapeFinding(about, source, await ask('status/config', null)),
      queryFindings(about, metrics, ask),
      countedFindings(about, metrics.filter(isCounted), ask),
    ]);
    const found = [clockFinding(about, answer.data, now), scraping, ...queries, ...counters].filter(
      (one) => one !== null,
    );
    const good = `It answers${metrics.length === 0 ? '' : `, and takes the queries of ${metrics.length} metric${metrics.length === 1 ? '' : 's'}`}.`;
    return found.some(({ state }) => state === 'error')
      ? found
      : [{ about, state: 'ok', sentence: good }, ...found];
  };
}

function unusable(about: string, why: string): Finding {
  const sentence = `It cannot be used: ${why}. Without it its metrics have no data, and rollouts do as \`no_data\` says. Mend that, or its entry under \`sources\`.`;
  return { about, state: 'error', sentence };
}

const Scalar = z.object({ resultType: z.literal('scalar'), result: z.tuple([z.number(), z.string()]) });

function clockFinding(about: string, data: unknown, now: number): Finding | null {
  const parsed = Scalar.safeParse(data);
  if (!parsed.success) {
    return {
      about,
      state: 'error',
      sentence: 'It does not tell the time as Prometheus does. Check that `url` leads to Prometheus.',
    };
  }
  const ahead = Number(parsed.data.result[1]) * 1000 - now;
  if (Math.abs(ahead) <= toleratedSkew) return null;
  const where = ahead > 0 ? 'ahead of' : 'behind';
  const sentence = `Its clock is ${formatDuration(Math.abs(ahead))} ${where} this machine's, so what it measured seems to be from another moment than what the router counted. Set both by NTP.`;
  return { about, state: 'warning', sentence };
}

const Status = z.object({ yaml: z.string() });
const Scraping = z.object({
  global: z.object({ scrape_interval: z.string().default('1m') }).prefault({}),
  scrape_configs: z
    .array(z.object({ job_name: z.string(), scrape_interval: z.string().optional() }))
    .default([]),
});

/** Not everybody may read the configuration, and servers that only answer like Prometheus have none: then nothing is said. */
function scrapeFinding(about: string, source: PrometheusSource, answer: Answer): Finding | null {
  const status = answer.kind === 'answered' ? Status.safeParse(answer.data).data : undefined;
  const scraping = status === undefined ? undefined : Scraping.safeParse(yamlOf(status.yaml)).data;
  if (scraping === undefined) return null;
  const declared = source.scrapeInterval;
  const slower = scraping.scrape_configs.filter(({ scrape_interval }) => {
    const interval = parseDuration(scrape_interval ?? scraping.global.scrape_interval);
    return interval !== null && interval > declared;
  });
  if (slower.length === 0) return null;
  const jobs = slower
    .slice(0, 3)
    .map(
      ({ job_name, scrape_interval }) =>
        `${job_name} every ${scrape_interval ?? scraping.global.scrape_interval}`,
    )
    .join(', ');
  const sentence = `It scrapes ${jobs}${slower.length > 3 ? ' and others' : ''}, and belay.yml says every ${formatDuration(declared)}. If queries read those, samples will be called too old and windows may be too short: set \`scrape_interval\` of \`${source.name}\` to the longest one they read.`;
  return { about, state: 'warning', sentence };
}

function yamlOf(text: string): unknown {
  try {
    return parse(text);
  } catch {
    return undefined;
  }
}

type Ask = (path: string, form: Readonly<Record<string, string>>) => Promise<Answer>;

/** One after the other: nobody waits for this, and the server has others to answer. */
async function queryFindings(
  about: string,
  metrics: readonly QueryMetric[],
  ask: Ask,
): Promise<readonly Finding[]> {
  const found: Finding[] = [];
  for (const { name, source } of metrics) {
    for (const part of parts) {
      const template = partOf(source, part);
      if (template === null) continue;
      const answer = await ask('query', { query: fillTemplate(template, sample) });
      const why = answer.kind === 'answered' ? notOneNumber(resultTypeOf(answer.data)) : answer.why;
      if (why === null) continue;
      const key = `metrics.${name}.${part === 'value' ? 'query' : part}`;
      const sentence = `\`${key}\` cannot be used: ${why}. Its rules would have no data; mend it in belay.yml.`;
      found.push({ about, state: 'error', sentence });
    }
  }
  return found;
}

/**
 * Finds no series, so that asking costs the server nothing. Each is as long as the braces it stands in for, so that
 * the server's positions are those in belay.yml.
 */
const sample = {
  service: 'belay-try',
  environment: 'belay-examine',
  version: 'belay-try',
  side: 'canary',
  window: '0000005m',
} as const;

function notOneNumber(type: string | null): string | null {
  return type === 'vector' || type === 'scalar' ? null : 'it does not give numbers of one moment';
}
