import { selectorMistake } from '../../core/judge/plain-selector.ts';
import { templateMistakes, usedWords } from '../../core/judge/query-template.ts';
import { error, type Mistake, type Path, type Report } from '../mistake.ts';
import type { Root } from '../schema/root.ts';
import type { Building } from './building.ts';

type DeclaredQuery = Extract<NonNullable<Root['metrics']>[string], { kind: 'query' }>;

/** What must be true of `counters` and `histogram`: one of them, of the metric's unit, and plain selectors of each side. */
export function checkCounted(name: string, { root, report }: Building): void {
  const metric = root.metrics?.[name];
  if (metric?.kind !== 'query') return;
  const { counters, histogram } = metric;
  const path: Path = ['metrics', name];
  if (counters !== undefined && histogram !== undefined) {
    const sentence = `\`${name}\` has both \`counters\` and \`histogram\`. Counters are behind a share, a histogram is behind a duration: keep the one that fits.`;
    report(error([...path, 'histogram'], 'counted-twice', sentence, { at: 'key' }));
    return;
  }
  if (counters !== undefined) {
    checkUnit(metric, 'ratio', [...path, 'counters'], report);
    checkOutcome(counters, [...path, 'counters'], report);
    checkSelector(counters.total, [...path, 'counters', 'total'], report);
    checkSelector(counters.bad, [...path, 'counters', 'bad'], report);
    checkSelector(counters.good, [...path, 'counters', 'good'], report);
  }
  if (histogram !== undefined) {
    checkUnit(metric, 'duration', [...path, 'histogram'], report);
    checkSelector(histogram.of, [...path, 'histogram', 'of'], report);
  }
}

function checkUnit({ unit }: DeclaredQuery, fitting: 'ratio' | 'duration', path: Path, report: Report): void {
  if (unit === fitting) return;
  const counts = fitting === 'ratio' ? 'how many of all requests failed, a share' : 'how long requests took';
  const sentence = `This counts ${counts}, so the metric's \`unit\` is \`${fitting}\`, not \`${unit}\`. Correct the unit, or leave this out.`;
  report(error(path, 'counted-unit', sentence, { at: 'key', expected: `\`unit: ${fitting}\`` }));
}

function checkOutcome(
  { bad, good }: NonNullable<DeclaredQuery['counters']>,
  path: Path,
  report: Report,
): void {
  if (bad === undefined && good === undefined) {
    const sentence =
      'These counters say how many requests there were, and not how many failed. Add `bad`, or `good` where successes are counted.';
    report(error(path, 'missing-key', sentence, { at: 'key', expected: '`bad` or `good`' }));
  }
  if (bad !== undefined && good !== undefined) {
    const sentence =
      'What is not good is bad, so one of `bad` and `good` is enough, and here stand both. Keep one.';
    report(error([...path, 'good'], 'counted-twice', sentence, { at: 'key' }));
  }
}

function checkSelector(selector: string | undefined, path: Path, report: Report): void {
  if (selector === undefined) return;
  mistakesIn(selector, path).forEach(report);
}

/** One thing at a time: what only follows from the first mistake is not said. */
function mistakesIn(selector: string, path: Path): readonly Mistake[] {
  const misspelt = templateMistakes(selector);
  if (misspelt.length > 0) {
    return misspelt.map(({ at, sentence, suggestion }) =>
      error(path, 'unknown-template', sentence, { offset: at, suggestion }),
    );
  }
  const more = selectorMistake(selector);
  if (more !== null) {
    return [
      error(path, 'no-selector', more.sentence, { offset: more.at, expected: 'one selector of a counter' }),
    ];
  }
  const used = usedWords(selector);
  if (used.has('window')) {
    const sentence =
      'Counters are read as they are, at every look, so there is no {window} here. Leave it out.';
    return [error(path, 'counted-window', sentence, { offset: Math.max(0, selector.indexOf('{window}')) })];
  }
  if (used.has('version') || used.has('side')) return [];
  const sentence =
    'This selector has no {version} (nor {side}), so canary and stable would be counted together. Put `version="{version}"` into its labels.';
  return [error(path, 'same-on-both-sides', sentence)];
}
