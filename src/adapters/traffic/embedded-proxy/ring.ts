import type { CohortCounts } from './protocol.ts';
import { addSlot, countsIn, emptySlot, type Slot, type SlotTable, slotIn } from './slot.ts';

interface Entry {
  readonly second: number;
  readonly epoch: number;
  readonly slots: SlotTable;
}

export interface Ring {
  slot(now: number, epoch: number, version: string, cohort: string): Slot;
  /** Sums of the seconds that the last `window` milliseconds touch. */
  sum(now: number, window: number, epoch?: number): readonly CohortCounts[];
  /** Milliseconds that `sum` spans. */
  covered(now: number, window: number): number;
}

const keptSeconds = 3600;

/**
 * One-second buckets of the last hour. A window takes every second it touches, so it never misses a request
 * of its time and holds up to one second more. A change of the route (a new epoch) begins a new entry, so that
 * what was served before and after can be told apart within the same second.
 */
export function createRing(startedAt: number): Ring {
  const entries: Entry[] = [];

  function current(now: number, epoch: number): Entry {
    const second = Math.floor(now / 1000);
    const last = entries.at(-1);
    if (last !== undefined && last.epoch === epoch && last.second >= second) return last;
    while ((entries[0]?.second ?? second) < second - keptSeconds) entries.shift();
    const entry: Entry = { second, epoch, slots: new Map() };
    entries.push(entry);
    return entry;
  }

  return {
    slot(now, epoch, version, cohort) {
      const { slots } = current(now, epoch);
      return slotIn(slots, version, cohort, emptySlot);
    },
    sum(now, window, epoch) {
      const from = firstSecond(now, window);
      const sums: SlotTable = new Map();
      for (let index = entries.length - 1; index >= 0; index -= 1) {
        const entry = entries[index];
        if (entry === undefined || entry.second < from || (epoch !== undefined && entry.epoch !== epoch))
          break;
        addEntry(sums, entry);
      }
      return countsIn(sums);
    },
    covered(now, window) {
      return Math.round(Math.min(now - firstSecond(now, window) * 1000, now - startedAt));
    },
  };
}

function firstSecond(now: number, window: number): number {
  return Math.floor((now - Math.min(window, keptSeconds * 1000)) / 1000);
}

function addEntry(sums: SlotTable, entry: Entry): void {
  for (const [version, cohorts] of entry.slots) {
    for (const [cohort, slot] of cohorts) addSlot(slotIn(sums, version, cohort, emptySlot), slot);
  }
}
