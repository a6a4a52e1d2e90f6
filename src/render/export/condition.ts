import type { Comparison, Rule } from '../../core/judge/rule.ts';
import type { ExportedCheck, ExportedSlot } from './exported-slot.ts';
import type { QueryPart, Side } from './expression.ts';
import { recorded } from './recorded.ts';

/** What a rule marked `instant` needs, as the judge has it. */
const instantRequests = 20;
const instantErrors = 5;

/**
 * A rule's condition over the recorded series, as near to the judge as PromQL comes: the canary's value against the
 * limit, and enough requests behind it. `scalar` of anything but one series is NaN, and what is compared with NaN
 * does not hold: without stable's value nothing acts.
 * @returns null where no expression can say it
 */
export function condition(slot: ExportedSlot, { check, metric }: ExportedCheck): string | null {
  const { rule } = check;
  const series = (part: QueryPart, side: Side) => recorded(slot, { metric, window: rule.window }, part, side);
  const value = series('value', 'canary');
  const countsErrors = metric.unit === 'ratio' && metric.source.errors !== null;
  const enough = (side: Side) =>
    metric.source.requests === null
      ? null
      : enoughOf(rule, countsErrors && side === 'canary', (part) => series(part, side));
  switch (rule.limit.kind) {
    case 'absolute':
      return all([compared(value, rule.comparison, number(rule.limit.value)), enough('canary')]);
    case 'baseline-offset':
      if (metric.baseline === null) return null;
      return all([
        compared(value, rule.comparison, number(metric.baseline + rule.limit.offset)),
        enough('canary'),
      ]);
    case 'stable-factor': {
      const { factor } = rule.limit;
      const stable = series('value', 'stable');
      const few = countsErrors ? `${series('errors', 'canary')} >= ${instantErrors}` : null;
      return all([
        compared(value, rule.comparison, `${number(factor)} * scalar(${stable})`),
        ...comparable({ value, stable, few }, rule.comparison, factor),
        enough('canary'),
        enough('stable'),
      ]);
    }
    case 'worse':
    case 'within':
    case 'score':
      return null;
  }
}

/**
 * Where both sides have 0 they are alike and compare as 1 with the factor. Where stable alone has 0, some errors of
 * the canary must not be enough by themselves. A negative value of stable says nothing.
 */
function comparable(
  { value, stable, few }: { readonly value: string; readonly stable: string; readonly few: string | null },
  comparison: Comparison,
  factor: number,
): readonly string[] {
  if (comparison === '<=' && factor < 1) return [`${stable} > 0`];
  const alike = comparison === '>=' && factor > 1 ? [`${value} > 0`] : [];
  return [few === null ? `${stable} >= 0` : `(${stable} > 0 or on () ${few})`, ...alike];
}

function compared(value: string, comparison: Comparison, limit: string): string {
  return `${value} ${comparison} ${limit}`;
}

function all(conditions: readonly (string | null)[]): string {
  return conditions.filter((one) => one !== null).join('\nand on ()\n');
}

function enoughOf(
  { minimumRequests, instant }: Rule,
  countsErrors: boolean,
  series: (part: QueryPart) => string,
): string | null {
  if (minimumRequests === 0) return null;
  const requests = series('requests');
  const enough = `${requests} >= ${minimumRequests}`;
  if (!instant || minimumRequests <= instantRequests) return enough;
  const few = `${requests} >= ${instantRequests}`;
  return countsErrors ? `(${enough} or (${few} and on () ${series('errors')} >= ${instantErrors}))` : few;
}

/** Limits are exact decimals: 1.1 times 200 is 220. */
function number(value: number): string {
  return String(Number(value.toPrecision(12)));
}
