import type { Metric } from '../../core/rollout/plan.ts';
import type { Report } from '../mistake.ts';
import type { Names } from '../names.ts';
import type { Root } from '../schema/root.ts';

/** What the parts of the configuration are built from. */
export interface Building {
  readonly root: Root;
  readonly names: Names;
  readonly metrics: readonly Metric[];
  readonly report: Report;
}

/** One name or several, as a list. */
export function listOf<T>(value: T | readonly T[] | undefined): readonly T[] {
  if (value === undefined) return [];
  return Array.isArray(value) ? (value as readonly T[]) : [value as T];
}
