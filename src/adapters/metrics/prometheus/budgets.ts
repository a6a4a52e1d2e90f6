import type { BudgetQueries, BudgetReading, WindowReading } from '../../../core/budget/budget.ts';
import { fillTemplate, promqlDuration, type TemplateValues } from '../../../core/judge/query-template.ts';
import type { Millis } from '../../../core/time.ts';
import type { MeasureBudget } from '../../../ports/measure-budget.ts';
import type { Fetch } from '../target-request.ts';
import { askPrometheus } from './ask.ts';
import { createAtOnce } from './at-once.ts';
import type { PrometheusSource } from './source.ts';
import { partLabel, readWindows, type WindowSeries, windowLabel } from './window-series.ts';

/** Windows of weeks take a server longer than those of a look; nobody watches traffic by them. */
const patience = 10_000;

/** Each is six windows or more, and weeks of samples. */
const mostAtOnce = 2;

type Part = 'total' | 'part' | 'share';

/** Error budgets from Prometheus: every window with one request, at one moment of the server's clock. */
export function createMeasureBudget(options: {
  readonly fetch: Fetch;
  readonly sources: readonly PrometheusSource[];
}): MeasureBudget {
  const sources = new Map(
    options.sources.map((source) => [source.name, { source, atOnce: createAtOnce(mostAtOnce) }]),
  );
  return async ({ source: name, queries }, windows, slot) => {
    const server = sources.get(name);
    const every = (reading: BudgetReading) => windows.map((window) => ({ window, reading }));
    if (server === undefined) return every(failed(`there is no source \`${name}\` in belay.yml any more`));
    const query = compose(queries, windows, { ...slot, version: '', side: '' });
    const source = { ...server.source, timeout: patience };
    const answer = await server.atOnce(() =>
      askPrometheus(options.fetch, source, 'query', { query }, AbortSignal.timeout(patience)),
    );
    if (answer.kind === 'refused') return every(failed(`${name} refuses its query: ${answer.why}`));
    if (answer.kind === 'failed') return every(failed(answer.why));
    const series = readWindows(answer.data);
    if (series === null) return every(failed(`${name} answered with something else than numbers`));
    return windows.map((window): WindowReading => {
      const found = series.filter((one) => one.window === String(window));
      return { window, reading: readingOf(queries, found, name) };
    });
  };
}

function failed(sentence: string): BudgetReading {
  return { kind: 'none', reason: 'source-failed', sentence };
}

/** Every query stands on lines of its own, so that its comments stay in it. */
function compose(
  queries: BudgetQueries,
  windows: readonly Millis[],
  values: Omit<TemplateValues, 'window'>,
): string {
  return windows
    .flatMap((millis) => {
      const window = promqlDuration(millis);
      const filled = (query: string) => fillTemplate(query, { ...values, window });
      const counted = (selector: string) => `sum(increase(\n${filled(selector)}\n[${window}]))`;
      const asked: readonly (readonly [Part, string])[] =
        queries.kind === 'counters'
          ? [
              ['total', counted(queries.total)],
              ['part', counted(queries.part)],
            ]
          : [
              ['share', `(\n${filled(queries.query)}\n)`],
              ...(queries.requests === null ? [] : [['total', `(\n${filled(queries.requests)}\n)`] as const]),
            ];
      return asked.map(([part, query]) => labelled(query, millis, part));
    })
    .join('\nor\n');
}

function labelled(query: string, window: Millis, part: Part): string {
  return `label_replace(label_replace(${query}, "${windowLabel}", "${window}", "", ""), "${partLabel}", "${part}", "", "")`;
}

function readingOf(queries: BudgetQueries, series: readonly WindowSeries[], source: string): BudgetReading {
  const found = (part: Part) =>
    single(
      series.filter((one) => one.part === part),
      part,
      source,
    );
  const total = queries.kind === 'share' && queries.requests === null ? null : found('total');
  if (typeof total === 'object' && total !== null) return total;
  if (queries.kind === 'counters') return counted(total ?? 0, found('part'), queries.good, source);
  const share = found('share');
  if (typeof share === 'object') return total === 0 ? noTraffic : shareMissing(share, total, source);
  if (Number.isNaN(share)) return total === null || total === 0 ? noTraffic : notANumber(source);
  const bad = queries.good ? 1 - share : share;
  return total === null ? { kind: 'share', bad } : { kind: 'counted', bad: bad * total, total };
}

/** A query that divides by nothing that has failed yet has no answer, and neither has one that is misspelt. */
function shareMissing(share: BudgetReading, total: number | null, source: string): BudgetReading {
  if (share.kind !== 'none' || share.reason !== 'empty' || total === null) return share;
  const sentence = `${source} has requests of it and no share of them; if nothing has failed yet, write \`or vector(0)\` behind what counts failures`;
  return { ...share, sentence };
}

const noTraffic: BudgetReading = { kind: 'none', reason: 'no-traffic', sentence: 'no requests came' };

function notANumber(source: string): BudgetReading {
  return { kind: 'none', reason: 'not-a-number', sentence: `what ${source} says is not a number` };
}

/** Prometheus knows no counter of errors before the first error; that of successes is there, or something is wrong. */
function counted(total: number, part: number | BudgetReading, good: boolean, source: string): BudgetReading {
  if (typeof part === 'number') return { kind: 'counted', bad: good ? badBeside(part, total) : part, total };
  if (part.kind !== 'none' || part.reason !== 'empty') return part;
  if (!good) return { kind: 'counted', bad: 0, total };
  if (total === 0) return { kind: 'counted', bad: 0, total };
  const sentence = `${source} has requests of it and no series of good ones`;
  return { kind: 'none', reason: 'not-a-number', sentence };
}

/** What extrapolates may find slightly more good requests than requests; far more stays a mistake, as a negative count. */
function badBeside(good: number, total: number): number {
  return good > total && good <= total * 1.01 ? 0 : total - good;
}

/** NaN of a share is no traffic, which only the caller can tell; everything else must be one finite number. */
function single(series: readonly WindowSeries[], part: Part, source: string): number | BudgetReading {
  const [first] = series;
  if (first === undefined) {
    return { kind: 'none', reason: 'empty', sentence: `${source} has no such series` };
  }
  if (series.length > 1) {
    const sentence = `${source} has ${series.length} series for it and one number is needed, as in sum(…)`;
    return { kind: 'none', reason: 'not-a-number', sentence };
  }
  const { value } = first;
  if (value !== null && (Number.isFinite(value) || (part === 'share' && Number.isNaN(value)))) return value;
  return notANumber(source);
}
