import { rangesOf } from '../../core/judge/query-selectors.ts';
import { templateMistakes, usedWords } from '../../core/judge/query-template.ts';
import { testable } from '../../core/judge/testable.ts';
import type { Metric, MetricSource } from '../../core/rollout/plan.ts';
import { formatDuration, type Millis } from '../../core/time.ts';
import { error, type Path, warning } from '../mistake.ts';
import type { Root } from '../schema/root.ts';
import type { Building } from './building.ts';
import { checkCounted } from './check-counted.ts';
import { isTest } from './checks.ts';
import type { BuiltPlan } from './plan.ts';
import { scrapeIntervalOf } from './sources.ts';

type QuerySource = Extract<MetricSource, { kind: 'query' }>;

/** More points than Prometheus gives for one series. */
const mostSteps = 11_000;

/** What must be true of queries whichever rule asks for them. */
export function checkQueries(building: Building): void {
  for (const { name, source } of building.metrics) {
    if (source.kind !== 'query') continue;
    for (const key of ['query', 'requests', 'errors'] as const) {
      const query = source[key];
      if (query !== null) checkQuery(query, source, ['metrics', name, key], building);
    }
    checkCounted(name, building);
    if (source.errors !== null && source.requests === null) {
      const sentence = `\`errors\` are counted among \`requests\`, and \`${name}\` does not say what counts those.`;
      building.report(
        error(['metrics', name, 'errors'], 'missing-key', sentence, { at: 'key', expected: '`requests`' }),
      );
    }
  }
}

function checkQuery(query: string, source: QuerySource, path: Path, { root, report }: Building): void {
  for (const { at, sentence, suggestion } of templateMistakes(query)) {
    report(error(path, 'unknown-template', sentence, { offset: at, suggestion }));
  }
  if (!isDeclared(root, source)) return;
  const scrape = scrapeIntervalOf(root, source.source);
  const about = [['sources', source.source]];
  for (const { at, millis, text } of rangesOf(query)) {
    if (millis === null) continue;
    const found = tooShort(millis, scrape, `\`${text}\``, source);
    if (found === null) continue;
    const make = found.fails ? error : warning;
    const expected = `\`[${formatDuration(4 * scrape)}]\` or longer`;
    report(make(path, 'window-short', found.sentence, { offset: at, expected, about }));
  }
}

/** Of a source that is not there, which is reported where it is named, nobody knows how often it scrapes. */
function isDeclared(root: Root, { source }: QuerySource): boolean {
  return Object.hasOwn(root.sources ?? {}, source);
}

/** What must be true of a rule about a query: its window, and that both sides differ when they are compared. */
export function checkQueryRules(built: BuiltPlan, building: Building): void {
  const { checks } = built;
  const { report } = building;
  checkSampled(built, building);
  const metrics = new Map(building.metrics.map((metric) => [metric.name, metric]));
  for (const { check, path } of checks.flat()) {
    const metric = metrics.get(check.rule.metric);
    if (metric?.source.kind !== 'query') continue;
    if (isDeclared(building.root, metric.source))
      checkWindow(check.rule.window, metric, metric.source, path, building);
    // A misspelt word is a mistake already; that it is missing only follows from it.
    if (templateMistakes(metric.source.query).length > 0) continue;
    const told = usedWords(metric.source.query);
    if (/ over /.test(check.rule.text) && metric.source.read.kind === 'instant' && !told.has('window')) {
      const sentence = `This rule says \`over ${formatDuration(check.rule.window)}\`, but the query of \`${metric.name}\` has no {window}, so it looks back as far as it says itself. Write \`[{window}]\` in the query, \`read: {range: avg}\` in the metric, or leave \`over\` out.`;
      report(warning(path, 'window-unused', sentence, { about: [['metrics', metric.name, 'query']] }));
    }
    if (check.rule.limit.kind !== 'stable-factor' || told.has('version') || told.has('side')) continue;
    const sentence = `This rule compares canary with stable, but the query of \`${metric.name}\` has no {version} (nor {side}), so both are the same number and it never acts. Put \`version="{version}"\` into the query's labels.`;
    report(warning(path, 'same-on-both-sides', sentence, { about: [['metrics', metric.name, 'query']] }));
  }
}

/** Every look is a sample of its own, so it reads one interval and no more, whatever window rules have. */
function checkSampled({ shape, checks, compared }: BuiltPlan, building: Building): void {
  const tested = checks.flat().filter(({ check }) => isTest(check.rule));
  const gauges = tested
    .map(({ check, path }) => ({ metric: check.rule.metric, path }))
    .filter(({ metric }) =>
      shape.metrics.some((one) => one.name === metric && testable(one).kind === 'gauge'),
    );
  for (const { metric: name, path } of [...gauges, ...compared]) {
    const metric = shape.metrics.find((one) => one.name === name);
    if (metric?.source.kind !== 'query' || !isDeclared(building.root, metric.source)) continue;
    checkWindow(shape.interval, metric, metric.source, path, building, {
      subject: `One interval of ${formatDuration(shape.interval)}, over which each look samples \`${name}\`,`,
      longer: (window) => `\`interval: ${window}\` or longer`,
    });
  }
}

interface WindowWords {
  /** What is too short. */
  readonly subject: string;
  readonly longer: (window: string) => string;
}

function checkWindow(
  window: Millis,
  { name }: Metric,
  source: QuerySource,
  path: Path,
  { root, report }: Building,
  words: WindowWords = {
    subject: `${formatDuration(window)} of \`${name}\``,
    longer: (longer) => `\`over ${longer}\` or longer`,
  },
): void {
  const about = [
    ['metrics', name],
    ['sources', source.source],
  ];
  const scrape = scrapeIntervalOf(root, source.source);
  const queries = [source.query, source.requests ?? '', source.errors ?? ''];
  const looksBack =
    source.read.kind === 'range' ||
    queries.some((query) => rangesOf(query).some(({ millis }) => millis === null));
  const found = looksBack ? tooShort(window, scrape, words.subject, source) : null;
  if (found !== null) {
    const make = found.fails ? error : warning;
    const expected = words.longer(formatDuration(4 * scrape));
    report(make(path, 'window-short', found.sentence, { expected, about }));
  }
  if (source.read.kind === 'instant') return;
  const { step } = source.read;
  if (step <= window && window / step <= mostSteps) return;
  const most = `at most ${formatDuration(window)} and at least ${formatDuration(Math.ceil(window / mostSteps))}`;
  const sentence = `\`${name}\` is read every ${formatDuration(step)} (its \`step\`), which does not fit a window of ${formatDuration(window)}. Take a step of ${most}, or another window.`;
  report(error(path, 'step-unfit', sentence, { expected: `a step of ${most}`, about }));
}

/** A rate needs two samples, and a scrape may come late or fail; four intervals are what is usually advised. */
function tooShort(
  window: Millis,
  scrape: Millis,
  subject: string,
  source: QuerySource,
): { readonly fails: boolean; readonly sentence: string } | null {
  if (window >= 4 * scrape) return null;
  const fails = window < 2 * scrape;
  const effect = fails
    ? 'it often holds fewer than two samples, and then there is no number'
    : 'one failed scrape can leave it without a number';
  const sentence = `${subject} is short: \`${source.source}\` scrapes every ${formatDuration(scrape)}, so ${effect}. Take ${formatDuration(4 * scrape)} or more, or say the true \`scrape_interval\` of \`${source.source}\`.`;
  return { fails, sentence };
}
