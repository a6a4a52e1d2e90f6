import type { Scenario } from '../src/simulate/scenario.ts';
import type { CellFigures } from './judge-figures.ts';

/** What Belay's judge is to reach, and whether it does. */
export interface Target {
  /** Where the figure stands: `errors-2x.median_minute`. */
  readonly figure: string;
  readonly at_most?: number;
  readonly at_least?: number;
  readonly found: number | null;
  readonly met: boolean;
}

/** False rollbacks of a whole rollout that are accepted. */
export function falseRollbacks(kind: Scenario['kind']): number | null {
  return { healthy: 0.01, 'hard-healthy': 0.02, worse: null }[kind];
}

interface Caught {
  readonly probability: number;
  readonly minute: number;
}

/** By the end of the hour, and the median minute of those that are. */
const caught: Readonly<Record<string, Caught>> = {
  'errors-5x': { probability: 0.999, minute: 2 },
  'errors-2x': { probability: 0.99, minute: 14 },
  'errors-5x-100rpm': { probability: 0.85, minute: 26 },
  'errors-2x-from-30m': { probability: 0.92, minute: 30 + 17 },
  'latency-20%': { probability: 0.99, minute: 2 },
  'latency-tail': { probability: 0.9, minute: 28 },
};

export function targetsOf({ name, kind }: Scenario, found: CellFigures): readonly Target[] {
  const most = falseRollbacks(kind);
  if (most !== null) return [atMost(`${name}.probability`, most, found.probability)];
  const wanted = caught[name];
  if (wanted === undefined) return [];
  return [
    atLeast(`${name}.probability`, wanted.probability, found.probability),
    atMost(`${name}.median_minute`, wanted.minute, found.median_minute),
  ];
}

export function atMost(figure: string, limit: number, found: number | null): Target {
  return { figure, at_most: limit, found, met: found !== null && found <= limit };
}

function atLeast(figure: string, limit: number, found: number): Target {
  return { figure, at_least: limit, found, met: found >= limit };
}

export function describeTarget({ figure, found, at_most, at_least, met }: Target): string {
  const wanted = at_most === undefined ? `at least ${at_least}` : `at most ${at_most}`;
  return `${met ? 'met    ' : 'NOT MET'}  ${figure} ${found ?? 'never'}, wanted ${wanted}`;
}
