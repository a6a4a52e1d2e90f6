import type { BudgetQueries, WindowReading } from '../core/budget/budget.ts';
import type { Millis } from '../core/time.ts';
import type { MeasuredSlot } from './measure.ts';

/** Reads good and bad requests of a service as a whole over each window. A source that fails is a reading, not an exception. */
export type MeasureBudget = (
  asked: { readonly source: string; readonly queries: BudgetQueries },
  windows: readonly Millis[],
  slot: MeasuredSlot,
) => Promise<readonly WindowReading[]>;
