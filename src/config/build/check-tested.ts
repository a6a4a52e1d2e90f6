import type { Limit } from '../../core/judge/rule.ts';
import { listed } from '../../core/prose.ts';
import type { Metric } from '../../core/rollout/plan.ts';
import { type Path, type Report, warning } from '../mistake.ts';
import { isTest, type PlacedCheck } from './checks.ts';
import type { BuiltPlan } from './plan.ts';

/** Tests that say less than they seem to: two of one histogram, and a criterion stricter than its trigger. */
export function checkTested(path: Path, { shape, checks }: BuiltPlan, report: Report): void {
  const said = new Set<string>();
  const once: Report = (mistake) => {
    if (!said.has(mistake.sentence)) report(mistake);
    said.add(mistake.sentence);
  };
  for (const ofStage of checks) {
    const tests = ofStage.filter(({ check }) => isTest(check.rule));
    checkHistograms(tests, shape.metrics, once);
    checkMargins(tests, path, once);
  }
}

function checkHistograms(tests: readonly PlacedCheck[], metrics: readonly Metric[], report: Report): void {
  const found = new Map<string, Map<string, Path>>();
  for (const { check, path } of tests) {
    const metric = metrics.find(({ name }) => name === check.rule.metric);
    const histogram = metric === undefined ? null : histogramOf(metric);
    if (metric === undefined || histogram === null) continue;
    const named = found.get(histogram) ?? new Map<string, Path>();
    found.set(histogram, named);
    if (!named.has(metric.name)) named.set(metric.name, path);
  }
  for (const named of found.values()) {
    const [, second] = [...named.values()];
    if (second === undefined) continue;
    const names = listed([...named.keys()].map((name) => `\`${name}\``));
    const sentence = `${names} are read from the same histogram, and a test looks at the whole of it whichever is named, so they only share the false alarms that one of them could have. Name one.`;
    report(warning(second, 'histogram-twice', sentence, { expected: 'one metric of each histogram' }));
  }
}

/** @returns what two metrics have in common that are tested on the same counts; null where no histogram is tested */
function histogramOf({ source, unit }: Metric): string | null {
  if (source.kind === 'traffic') return unit === 'duration' ? 'traffic' : null;
  if (source.kind !== 'query' || source.counted?.kind !== 'histogram') return null;
  return JSON.stringify([source.source, source.counted]);
}

function checkMargins(tests: readonly PlacedCheck[], path: Path, report: Report): void {
  for (const within of tests) {
    for (const worse of tests) {
      if (worse.check.rule.metric !== within.check.rule.metric) continue;
      const [accepted, wanted] = [marginOf(worse, 'worse'), marginOf(within, 'within')];
      if (accepted === null || wanted === null || wanted > accepted) continue;
      const sentence = `A canary ${accepted} times as bad as stable is accepted by \`${worse.check.rule.text}\` and is not \`${within.check.rule.text}\`, so it is neither taken back nor promoted. Promote within more than ${accepted}.`;
      const generated = within.path.includes('sequential');
      const at = generated ? [...path, 'evaluation', 'sequential', 'promote_within'] : within.path;
      report(warning(at, 'margins-crossed', sentence, { expected: `a number above ${accepted}` }));
    }
  }
}

function marginOf({ check }: PlacedCheck, kind: Extract<Limit['kind'], 'worse' | 'within'>): number | null {
  const { limit } = check.rule;
  return limit.kind === kind && 'margin' in limit ? limit.margin : null;
}
