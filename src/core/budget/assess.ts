import { formatDuration, type Millis } from '../time.ts';
import type { BudgetReading, ErrorBudget, WindowReading } from './budget.ts';
import { type Burning, budgetWindows, burning } from './burn-rates.ts';

export interface BurnRate {
  readonly window: Millis;
  /** Times the rate that spends exactly the whole budget in exactly the period; null when it cannot be told. */
  readonly rate: number | null;
  /** Why there is none, without a full stop; null when there is one. */
  readonly why: string | null;
}

/** Why nothing can be said of a budget. */
export type UnknownReason =
  | 'no-data'
  | 'no-traffic'
  | 'not-a-number'
  | 'more-bad-than-all'
  | 'too-little-traffic'
  | 'not-current'
  | 'no-budget'
  | 'source-failed';

export type Assessment =
  | {
      readonly kind: 'known';
      /** Share of the budget that is left, at most 1; below 0 when more than all of it is spent. */
      readonly remaining: number;
      /** Requests of the period; null when nobody counts them. */
      readonly total: number | null;
      /** One for each window, the shortest first, the period last. */
      readonly rates: readonly BurnRate[];
      readonly burning: readonly Burning[];
    }
  /** `sentence` without a full stop. */
  | { readonly kind: 'unknown'; readonly reason: UnknownReason; readonly sentence: string };

/** When the last of these is empty, the source does not hear of the service any more. */
const current = 3_600_000;

/**
 * How much of a budget is left, and how fast it goes: bad requests as a share of all, held against the share that
 * may be bad. Every reading is doubted; what cannot be is a named outcome.
 * Source: The Site Reliability Workbook, chapters 2 (request-based objectives) and 5 (burn rates).
 */
export function assess(
  { objective, period }: Pick<ErrorBudget, 'objective' | 'period'>,
  readings: readonly WindowReading[],
): Assessment {
  if (!(objective > 0 && objective < 1)) {
    const sentence = 'its objective leaves nothing that may fail, or everything: it lies between 0% and 100%';
    return { kind: 'unknown', reason: 'no-budget', sentence };
  }
  const allowed = 1 - objective;
  const shareOver = (window: Millis) =>
    soundShare(readings.find((one) => one.window === window)?.reading ?? notRead, window);
  const whole = shareOver(period);
  if (whole.kind === 'unknown') return whole;
  if (whole.total !== null && whole.total * allowed < 1) {
    const sentence = `in the last ${formatDuration(period)} it counted ${rounded(whole.total)} requests, of which less than one may fail: one failure would spend it all, so it tells nothing yet`;
    return { kind: 'unknown', reason: 'too-little-traffic', sentence };
  }
  const lately = readings.find(({ window }) => window === current)?.reading;
  if (lately?.kind === 'none' && lately.reason === 'empty' && period > current) {
    const sentence = `nothing was heard of it in the last ${formatDuration(current)} (${lately.sentence}), so what is left may be out of date`;
    return { kind: 'unknown', reason: 'not-current', sentence };
  }
  const rates = budgetWindows(period).map((window): BurnRate => {
    const share = shareOver(window);
    return share.kind === 'unknown'
      ? { window, rate: null, why: share.sentence }
      : { window, rate: exact(share.share / allowed), why: null };
  });
  const rateOver = (window: Millis) => rates.find((one) => one.window === window)?.rate ?? null;
  return {
    kind: 'known',
    remaining: exact(1 - whole.share / allowed),
    total: whole.total,
    rates,
    burning: burning(period, rateOver),
  };
}

const notRead: BudgetReading = { kind: 'none', reason: 'empty', sentence: 'it was not read' };

type Unknown = Extract<Assessment, { kind: 'unknown' }>;
type SoundShare = { readonly kind: 'share'; readonly share: number; readonly total: number | null } | Unknown;

/** Sources that extrapolate may give a few more failures than requests; more than this is a mistake. */
const tolerated = 1.01;

function soundShare(reading: BudgetReading, window: Millis): SoundShare {
  const over = `over ${formatDuration(window)}`;
  switch (reading.kind) {
    case 'none':
      if (reading.reason === 'source-failed') {
        return { kind: 'unknown', reason: 'source-failed', sentence: reading.sentence };
      }
      return {
        kind: 'unknown',
        reason: noneReasons[reading.reason],
        sentence: `${over} ${reading.sentence}`,
      };
    case 'share': {
      const { bad } = reading;
      if (!Number.isFinite(bad) || bad < 0 || bad > tolerated) {
        const sentence = `${over} its share of bad requests is ${bad}, and a share lies between 0 and 1`;
        return { kind: 'unknown', reason: 'not-a-number', sentence };
      }
      return { kind: 'share', share: Math.min(bad, 1), total: null };
    }
    case 'counted':
      return countedShare(reading, over);
  }
}

function countedShare({ bad, total }: Extract<BudgetReading, { kind: 'counted' }>, over: string): SoundShare {
  if (!Number.isFinite(bad) || !Number.isFinite(total) || bad < 0 || total < 0) {
    const sentence = `${over} it counted ${bad} bad of ${total} requests, and those are no counts`;
    return { kind: 'unknown', reason: 'not-a-number', sentence };
  }
  if (total === 0 && bad === 0) {
    return { kind: 'unknown', reason: 'no-traffic', sentence: `${over} it counted no requests` };
  }
  if (bad > total * tolerated) {
    const sentence = `${over} it counted ${rounded(bad)} bad of ${rounded(total)} requests: more are bad than there are, so the two do not count the same`;
    return { kind: 'unknown', reason: 'more-bad-than-all', sentence };
  }
  return { kind: 'share', share: Math.min(bad / total, 1), total };
}

const noneReasons = {
  empty: 'no-data',
  'no-traffic': 'no-traffic',
  'not-a-number': 'not-a-number',
  'source-failed': 'source-failed',
} as const satisfies Record<Extract<BudgetReading, { kind: 'none' }>['reason'], UnknownReason>;

/** Without the last digits of floating point, which would push 10 % below 10 %. */
function exact(value: number): number {
  return Number(value.toFixed(9));
}

function rounded(count: number): string {
  return String(Math.round(count * 10) / 10);
}
