import type { Measurement, Reading } from '../../../core/judge/measurement.ts';
import { fillTemplate, promqlDuration, type TemplateValues } from '../../../core/judge/query-template.ts';
import type { Millis } from '../../../core/time.ts';
import type { MeasuredSlot, Sides } from '../../../ports/measure.ts';
import type { Fetch } from '../target-request.ts';
import { type Answer, askPrometheus } from './ask.ts';
import type { AtOnce } from './at-once.ts';
import {
  sides as bothSides,
  compose,
  composeLastSeen,
  type Learnt,
  partOf,
  parts,
  type Side,
} from './compose.ts';
import { learn } from './learn.ts';
import { pageOf } from './page.ts';
import { type QueryMetric, readingOf } from './reading.ts';
import { type AnsweredSeries, ageOf, readVector, valuesOf } from './series.ts';
import type { PrometheusSource } from './source.ts';

export interface Server {
  readonly source: PrometheusSource;
  readonly atOnce: AtOnce;
  /** By the metric's queries; asking teaches it once. */
  readonly learnt: Map<string, Learnt>;
}

export interface Wanted {
  readonly metric: QueryMetric;
  readonly window: Millis;
  readonly sides: Sides;
  readonly slot: MeasuredSlot;
  /** Ends everything that is asked about the metric, waiting in line included. */
  readonly signal: AbortSignal;
}

export type Readings = Readonly<Record<Side, Reading>>;

export async function measureOne(fetch: Fetch, server: Server, wanted: Wanted): Promise<Readings> {
  const { source, atOnce } = server;
  const { metric, sides, signal } = wanted;
  const ask: Ask = (query) => atOnce(() => askPrometheus(fetch, source, 'query', { query }, signal));
  const values = { canary: valuesFor('canary', wanted), stable: valuesFor('stable', wanted) };

  const { answer, learnt } = await askTogether(ask, server, wanted, values);
  if (answer.kind === 'refused') return unanswered(metric, `${source.name} refuses it: ${answer.why}`);
  if (answer.kind === 'failed') return unanswered(metric, answer.why);
  const series = readVector(answer.data);
  if (series === null) return unanswered(metric, `${source.name} answered with something else than numbers`);

  const lastSeen = learnt.aged && isLost(series) ? await askLastSeen(ask, server, wanted, values) : [];
  const reading = (side: Side): Reading => {
    const { version } = sides[side];
    const asked = { metric, side, version, scrapeInterval: source.scrapeInterval };
    return readingOf(asked, series, ageOf(lastSeen, side));
  };
  return { canary: reading('canary'), stable: reading('stable') };
}

/** Where the query of the canary can be looked at. */
export function linkOf({ source }: Server, wanted: Wanted): Pick<Measurement, 'link'> {
  const query = fillTemplate(wanted.metric.source.query, valuesFor('canary', wanted));
  const link = pageOf(source.url, query, wanted.window);
  return link === null ? {} : { link };
}

/** The same for both sides. */
export function unanswered({ name }: QueryMetric, why: string): Readings {
  const reading: Reading = { kind: 'none', reason: 'source-failed', sentence: `${name}: ${why}.` };
  return { canary: reading, stable: reading };
}

type Ask = (query: string) => Promise<Answer>;
type Values = Readonly<Record<Side, TemplateValues>>;

function valuesFor(side: Side, { sides, slot, window }: Wanted): TemplateValues {
  return { ...slot, version: sides[side].version, window: promqlDuration(window), side };
}

async function askTogether(
  ask: Ask,
  { learnt }: Server,
  { metric, window }: Wanted,
  values: Values,
): Promise<{ readonly answer: Answer; readonly learnt: Learnt }> {
  const key = JSON.stringify(parts.map((part) => partOf(metric.source, part)));
  const known = learnt.get(key) ?? { scalars: new Set(), aged: true };
  const together = (now: Learnt) => ask(compose(metric.source, window, values, now));
  const first = await together(known);
  if (first.kind !== 'refused') return { answer: first, learnt: known };
  const found = await learn(metric.source, values.canary, known, first, { alone: ask, together });
  if (found.answer.kind === 'answered') learnt.set(key, found.learnt);
  return found;
}

/** Whether a side has no number, or one whose series are not there any more. */
function isLost(series: readonly AnsweredSeries[]): boolean {
  return bothSides.some(
    (side) => valuesOf(series, side, 'value').length === 0 || ageOf(series, side) === null,
  );
}

/** As far back as an instant query of Prometheus looks. */
const shortestHorizon = 300_000;
/** Looked at one by one by the server, so not more than it does without noticing. */
const mostSteps = 500;

async function askLastSeen(
  ask: Ask,
  { source }: Server,
  { metric, window }: Wanted,
  values: Values,
): Promise<readonly AnsweredSeries[]> {
  const horizon = Math.max(shortestHorizon, window);
  const step = Math.max(source.scrapeInterval, Math.ceil(horizon / mostSteps));
  const question = composeLastSeen(metric.source, horizon, step, values);
  const answer = question === null ? null : await ask(question);
  return answer?.kind === 'answered' ? (readVector(answer.data) ?? []) : [];
}
