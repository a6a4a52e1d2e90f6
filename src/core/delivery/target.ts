import { parseDuration } from '../time.ts';
import type { Figure, FigureName } from './figure.ts';

/** What is wanted of one figure: `< 1h`, `> 95%`, `> 10/week`. `limit` is in the figure's own unit. */
export interface DeliveryTarget {
  readonly figure: FigureName;
  readonly text: string;
  readonly comparison: '<' | '<=' | '>' | '>=';
  readonly limit: number;
}

const units = {
  deployments: 'per-week',
  lead_time: 'duration',
  change_failure: 'share',
  time_to_restore: 'duration',
  success: 'share',
  rollback_rate: 'share',
  caught_in_canary: 'share',
  false_positives: 'share',
  canary_duration: 'duration',
  automatic_rollback_success: 'share',
  automatic_rollback: 'duration',
} as const satisfies Partial<Record<FigureName, Figure['unit']>>;
export type TargetName = keyof typeof units;

export const targetNames = Object.keys(units) as TargetName[];

const weeks = { day: 7, week: 1, month: 7 / 30 } as const;

/** What is written there for each unit. */
export const examples = { share: '> 95%', duration: '< 1h', 'per-week': '> 10/week' } as const;

/** @returns null when the text is no target for that figure */
export function parseTarget(figure: TargetName, text: string): DeliveryTarget | null {
  const [comparison = '', amount = ''] = text.split(' ');
  if (comparison !== '<' && comparison !== '<=' && comparison !== '>' && comparison !== '>=') return null;
  const limit = amountOf(units[figure], amount);
  return limit === null ? null : { figure, text, comparison, limit };
}

export function unitOf(figure: TargetName): Figure['unit'] {
  return units[figure];
}

function amountOf(unit: Figure['unit'], amount: string): number | null {
  switch (unit) {
    case 'duration':
      return parseDuration(amount);
    case 'share': {
      const found = /^(\d{1,3}(?:\.\d+)?)%$/.exec(amount);
      const share = Number(found?.[1]) / 100;
      return found === null || share > 1 ? null : share;
    }
    case 'per-week': {
      const found = /^(\d+(?:\.\d+)?)\/(day|week|month)$/.exec(amount);
      return found === null ? null : Number(found[1]) * weeks[found[2] as keyof typeof weeks];
    }
  }
}

/** Durations of single rollbacks and canaries are promised for nearly all of them, the others for the middle one. */
const byP95: readonly FigureName[] = ['canary_duration', 'automatic_rollback'];

/** The figure with what is wanted of it. */
export function against(figure: Omit<Figure, 'target'>, targets: readonly DeliveryTarget[]): Figure {
  const target = targets.find((one) => one.figure === figure.name);
  if (target === undefined) return { ...figure, target: null };
  const value = byP95.includes(figure.name) ? figure.p95 : figure.value;
  return { ...figure, target: { text: target.text, met: value === null ? null : holds(value, target) } };
}

function holds(value: number, { comparison, limit }: DeliveryTarget): boolean {
  switch (comparison) {
    case '<':
      return value < limit;
    case '<=':
      return value <= limit;
    case '>':
      return value > limit;
    case '>=':
      return value >= limit;
  }
}
