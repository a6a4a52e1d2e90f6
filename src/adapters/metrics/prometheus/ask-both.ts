import { fillTemplate, type TemplateValues } from '../../../core/judge/query-template.ts';
import type { CounterQueries } from '../../../core/rollout/plan.ts';
import type { Answer } from './ask.ts';
import { type Side, sides } from './compose.ts';
import { composeCounted, composeTotals, countedParts } from './compose-totals.ts';
import { type AnsweredSeries, readVector } from './series.ts';

export type SideSeries = Readonly<Record<Side, readonly AnsweredSeries[]>>;
/** A sentence without its end. */
export interface Unanswered {
  readonly why: string;
}

type Ask = (form: Readonly<Record<string, string>>) => Promise<Answer>;

export interface AskedCounters {
  readonly counted: CounterQueries;
  readonly values: Readonly<Record<Side, TemplateValues>>;
  /** Selectors of native histograms that the server loses when it puts labels on them; asking adds to them. */
  readonly apart: Set<string>;
  /** The server's, for sentences. */
  readonly name: string;
}

/** The series of both sides, at one moment of the server's clock. */
export async function askBoth(ask: Ask, asked: AskedCounters): Promise<SideSeries | Unanswered> {
  const { counted, values, apart, name } = asked;
  const known = counted.kind === 'histogram' && apart.has(counted.of);
  if (known) return await askApart(ask, asked, counted.of);
  const answer = await ask({ query: composeTotals(counted, values) });
  if (answer.kind === 'refused')
    return { why: `${name} refuses it: ${await whyRefused(ask, asked, answer.why)}` };
  const series = seriesOf(answer, name);
  if ('why' in series) return series;
  if (counted.kind === 'histogram' && series.some(isLost)) {
    apart.add(counted.of);
    return await askApart(ask, asked, counted.of);
  }
  const of = (side: Side) => series.filter((one) => one.side === side);
  return { canary: of('canary'), stable: of('stable') };
}

/** Prometheus 2.42 makes a native histogram the number 0 when it is to put a label on it. */
function isLost({ labels, value }: AnsweredSeries): boolean {
  return value !== null && labels['le'] === undefined;
}

/** One side after the other, the second at the moment that the first was answered for. */
async function askApart(ask: Ask, asked: AskedCounters, of: string): Promise<SideSeries | Unanswered> {
  const { counted, values, name } = asked;
  const query = (side: Side) => composeCounted(counted, of, values[side]);
  const canary = seriesOf(await ask({ query: query('canary') }), name);
  if ('why' in canary) return canary;
  const at = canary.find((one) => one.at !== null)?.at;
  const moment = at === undefined || at === null ? {} : { time: String(at) };
  const stable = seriesOf(await ask({ query: query('stable'), ...moment }), name);
  return 'why' in stable ? stable : { canary, stable };
}

function seriesOf(answer: Answer, name: string): readonly AnsweredSeries[] | Unanswered {
  if (answer.kind === 'refused') return { why: `${name} refuses it: ${answer.why}` };
  if (answer.kind === 'failed') return answer;
  return readVector(answer.data) ?? { why: `${name} answered with something else than counters` };
}

/** In the words about the one selector that is wrong, with positions that a person finds again. */
async function whyRefused(ask: Ask, { counted, values }: AskedCounters, why: string): Promise<string> {
  for (const { selector, key } of countedParts(counted)) {
    const answer = await ask({ query: fillTemplate(selector, values[sides[0]]) });
    if (answer.kind === 'refused') return `\`${key}\`: ${answer.why}`;
  }
  return why;
}
