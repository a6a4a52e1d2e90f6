import type { CohortCounts } from './protocol.ts';
import { countsIn, lastingSlot, type Slot, type SlotTable, slotIn } from './slot.ts';

/** What one route has counted since the proxy began, whatever it was ordered meanwhile. It only grows. */
export interface Counters {
  slot(version: string, cohort: string): Slot;
  /** A version that was never given a request has no counts. */
  of(versions: readonly string[]): readonly CohortCounts[];
}

export function createCounters(): Counters {
  const table: SlotTable = new Map();
  return {
    slot: (version, cohort) => slotIn(table, version, cohort, lastingSlot),
    of: (versions) => countsIn(new Map([...table].filter(([version]) => versions.includes(version)))),
  };
}
