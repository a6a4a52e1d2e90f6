import { z } from 'zod';
import { selectedName, wideSelector } from '../../../core/judge/wide-selector.ts';
import type { CounterQueries } from '../../../core/rollout/plan.ts';
import type { Finding } from '../../../ports/examine.ts';
import type { Answer } from './ask.ts';
import { type CountedPart, countedParts } from './compose-totals.ts';
import type { CountedMetric } from './count-one.ts';
import { readVector } from './series.ts';

export type AskApi = (path: string, form: Readonly<Record<string, string>> | null) => Promise<Answer>;

interface Examined {
  readonly counted: CounterQueries;
  readonly part: CountedPart;
  /** Every series that the template may match. */
  readonly wide: string;
  /** What the sentence begins with: `metrics.failing.counters.total`. */
  readonly key: string;
}

interface Found {
  readonly state: 'warning' | 'error';
  readonly sentence: string;
}

/**
 * Whether the counters of metrics are there, of any version, and are counters. One question after the other: nobody
 * waits for this, and the server has others to answer.
 */
export async function countedFindings(
  about: string,
  metrics: readonly CountedMetric[],
  ask: AskApi,
): Promise<readonly Finding[]> {
  const findings: Finding[] = [];
  for (const { name, source } of metrics) {
    const { counted } = source;
    for (const { part, selector, key } of countedParts(counted)) {
      const examined = { counted, part, wide: wideSelector(selector), key: `metrics.${name}.${key}` };
      const found = await examine(examined, ask);
      if (found !== null) findings.push({ about, ...found });
    }
  }
  return findings;
}

const without = 'belay_without_instance';

async function examine(examined: Examined, ask: AskApi): Promise<Found | null> {
  const { counted, wide } = examined;
  const { instance } = counted;
  const marked = instance === null ? wide : `label_replace(${wide}, "${without}", "yes", "${instance}", "")`;
  const answer = await ask('query', { query: `count by (le, ${without}) (${marked})` });
  if (answer.kind !== 'answered') return unusable(examined, withoutPlace(answer.why));
  const series = readVector(answer.data);
  if (series === null) return unusable(examined, 'it does not find series');
  if (series.length === 0) return missing(examined);
  const boundaries = new Set(series.flatMap(({ labels: { le } }) => (le === undefined ? [] : [le])));
  const wrong =
    counted.kind === 'histogram'
      ? await whyNoHistogram(examined, boundaries, ask)
      : await whyNoCounter(examined, boundaries, ask);
  if (wrong !== null) return unusable(examined, wrong);
  return series.some(({ labels }) => labels[without] !== undefined) ? untold(examined) : null;
}

/** Nobody finds a position in a question that was never written down: `1:47: parse error`. */
function withoutPlace(why: string): string {
  return why.replace(/^\d+:\d+: /, '');
}

function unusable({ key }: Examined, why: string): Found {
  const sentence = `\`${key}\` cannot be used: ${why}. Tests against stable would have no data; mend it in belay.yml.`;
  return { state: 'error', sentence };
}

function missing({ key, part, counted }: Examined): Found {
  const isFailures = part === 'bad' && counted.kind === 'events' && !counted.goodInstead;
  const sentence = isFailures
    ? `\`${key}\` finds no series of any version. That is right as long as nothing has failed; otherwise failures go unseen, so check its name and labels.`
    : `\`${key}\` finds no series of any version, and without any, tests against stable have no data. That is right as long as no version serves; otherwise check its name and labels.`;
  return { state: 'warning', sentence };
}

function untold({ key, counted }: Examined): Found {
  const sentence = `\`${key}\` finds series without the label \`${counted.instance}\`, and all of those count as one instance: one that begins again or misses a scrape makes the sum go back. Name the label that tells instances apart as \`instance\`.`;
  return { state: 'warning', sentence };
}

/** Other kinds of metrics have numbers that go down, too. */
const noCounters = ['gauge', 'gaugehistogram', 'summary', 'info', 'stateset', 'histogram'];

async function whyNoCounter(
  { wide }: Examined,
  boundaries: ReadonlySet<string>,
  ask: AskApi,
): Promise<string | null> {
  if (boundaries.size > 1) {
    return 'it adds up buckets of a histogram, each of which holds what the smaller ones hold; name the `_count` series, or one bucket (`le="…"`)';
  }
  const name = selectedName(wide);
  if (name === null) return null;
  const types = await typesOf(name, ask);
  const wrong = types.find((type) => noCounters.includes(type));
  if (wrong === undefined || types.includes('counter')) return null;
  return `\`${name}\` is a ${wrong} to Prometheus, and not a counter that only grows`;
}

const Metadata = z.record(z.string(), z.array(z.object({ type: z.string() })));

/** Nothing for a server that does not tell, and for names that it knows as part of a family (`x_count` of `x`). */
async function typesOf(name: string, ask: AskApi): Promise<readonly string[]> {
  const answer = await ask(`metadata?metric=${encodeURIComponent(name)}`, null);
  const metadata = answer.kind === 'answered' ? Metadata.safeParse(answer.data).data : undefined;
  return (metadata?.[name] ?? []).map(({ type }) => type);
}

async function whyNoHistogram(
  { wide }: Examined,
  boundaries: ReadonlySet<string>,
  ask: AskApi,
): Promise<string | null> {
  if (boundaries.size > 0) {
    return boundaries.has('+Inf')
      ? null
      : 'its bucket `le="+Inf"` is missing, so nobody knows how many requests there were';
  }
  const answer = await ask('query', { query: `count(histogram_count(${wide}))` });
  const found = answer.kind === 'answered' ? readVector(answer.data) : null;
  return found === null || found.length > 0
    ? null
    : 'it is no histogram; name the `_bucket` series of a classic one, or a native one';
}
