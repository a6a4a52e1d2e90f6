import { absorb, type CountedEvidence, follow } from '../../src/core/judge/sequential/evidence.ts';
import { absorbGauge, type GaugeStep } from '../../src/core/judge/sequential/gauge.ts';
import type { Counter, SideTotals } from '../../src/core/judge/totals.ts';

/** What each instance counted between two looks: requests and the bad ones of them, or one count for each bucket. */
type Counted = Readonly<Record<string, readonly number[]>>;

export interface Between {
  readonly canary: Counted;
  readonly stable: Counted;
}

interface About {
  readonly metric?: string;
  /** Between two looks, in ms. */
  readonly every?: number;
  /** Of a histogram; failures are counted without. */
  readonly boundaries?: readonly number[];
  /** Between two onsets, in ms. */
  readonly spacing?: number;
}

/** The evidence after a first look at zero and one look after each of `intervals`; the first look is at 0 ms. */
export function countedEvidence(
  intervals: readonly Between[],
  { metric = 'error-rate', every = 60_000, boundaries, spacing = 3_600_000 }: About = {},
): CountedEvidence {
  const counters = { canary: new Map<string, number[]>(), stable: new Map<string, number[]>() };
  const [first] = intervals;
  const begun = { canary: zeros(first?.canary ?? {}), stable: zeros(first?.stable ?? {}) };
  let evidence: CountedEvidence | null = null;
  for (const [look, between] of [begun, ...intervals].entries()) {
    const totals = {
      metric,
      canary: grown(counters.canary, between.canary, boundaries),
      stable: grown(counters.stable, between.stable, boundaries),
    };
    const kind = boundaries === undefined ? 'events' : 'histogram';
    evidence = follow(evidence, absorb(evidence, totals, kind, look * every, false), spacing);
  }
  if (evidence === null) throw new Error('no looks');
  return evidence;
}

function zeros(counted: Counted): Counted {
  return Object.fromEntries(Object.entries(counted).map(([name, counts]) => [name, counts.map(() => 0)]));
}

function grown(
  sums: Map<string, number[]>,
  counted: Counted,
  boundaries: readonly number[] | undefined,
): SideTotals {
  const instances = Object.entries(counted).map(([name, counts]): [string, Counter] => {
    const sum = counts.map((count, place) => count + (sums.get(name)?.[place] ?? 0));
    sums.set(name, sum);
    const [requests = 0, bad = 0] = sum;
    return [
      name,
      boundaries === undefined
        ? { kind: 'events', requests, bad }
        : { kind: 'histogram', boundaries, counts: sum },
    ];
  });
  return { kind: 'totals', instances: Object.fromEntries(instances) };
}

/** The sums after a look a minute at each pair of canary's and stable's value. */
export function gaugeEvidence(values: readonly (readonly [number, number])[], metric = 'cpu'): GaugeStep {
  let step: GaugeStep | null = null;
  const reading = (value: number) => ({ kind: 'value', value, requests: null, errors: null }) as const;
  for (const [look, [canary, stable]] of values.entries()) {
    step = absorbGauge(
      step,
      metric,
      { canary: reading(canary), stable: reading(stable) },
      look * 60_000,
      false,
    );
  }
  if (step === null) throw new Error('no looks');
  return step;
}
