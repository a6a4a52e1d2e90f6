import { bucketCount, bucketIndex } from '../../../core/judge/histogram.ts';
import type { CohortCounts } from './protocol.ts';

/** Counts of one version and cohort during one second. Mutable: this is the hot path of every request. */
export interface Slot {
  given: number;
  requests: number;
  readonly statuses: number[];
  errors: number;
  aborted: number;
  readonly latencies: Uint32Array;
}

/** By cohort within version. */
type Slots = Map<string, Map<string, Slot>>;

interface Entry {
  readonly second: number;
  readonly epoch: number;
  readonly slots: Slots;
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
      return slotIn(slots, version, cohort);
    },
    sum(now, window, epoch) {
      const from = firstSecond(now, window);
      const sums: Slots = new Map();
      for (let index = entries.length - 1; index >= 0; index -= 1) {
        const entry = entries[index];
        if (entry === undefined || entry.second < from || (epoch !== undefined && entry.epoch !== epoch))
          break;
        addEntry(sums, entry);
      }
      return [...sums].flatMap(([version, cohorts]) =>
        [...cohorts].map(([cohort, slot]) => ({ version, cohort, ...slot, latencies: [...slot.latencies] })),
      );
    },
    covered(now, window) {
      return Math.round(Math.min(now - firstSecond(now, window) * 1000, now - startedAt));
    },
  };
}

function firstSecond(now: number, window: number): number {
  return Math.floor((now - Math.min(window, keptSeconds * 1000)) / 1000);
}

function slotIn(slots: Slots, version: string, cohort: string): Slot {
  const cohorts = slots.get(version) ?? new Map<string, Slot>();
  const slot = cohorts.get(cohort) ?? emptySlot();
  slots.set(version, cohorts);
  cohorts.set(cohort, slot);
  return slot;
}

function addEntry(sums: Slots, entry: Entry): void {
  for (const [version, cohorts] of entry.slots) {
    for (const [cohort, slot] of cohorts) addSlot(slotIn(sums, version, cohort), slot);
  }
}

function addSlot(sum: Slot, slot: Slot): void {
  sum.given += slot.given;
  sum.requests += slot.requests;
  sum.errors += slot.errors;
  sum.aborted += slot.aborted;
  for (let index = 0; index < 5; index += 1) {
    sum.statuses[index] = (sum.statuses[index] ?? 0) + (slot.statuses[index] ?? 0);
  }
  for (let index = 0; index < bucketCount; index += 1) {
    sum.latencies[index] = (sum.latencies[index] ?? 0) + (slot.latencies[index] ?? 0);
  }
}

function emptySlot(): Slot {
  return {
    given: 0,
    requests: 0,
    statuses: [0, 0, 0, 0, 0],
    errors: 0,
    aborted: 0,
    latencies: new Uint32Array(bucketCount),
  };
}

/** Counts a request that ended, with its status; null when the client left before there was one. */
export function countEnd(slot: Slot, status: number | null, ms: number): void {
  countRequest(slot, ms);
  if (status === null) {
    slot.aborted += 1;
    return;
  }
  countStatus(slot, status);
  if (status >= 500) slot.errors += 1;
}

/** Counts a request that its version should have answered by now, with the time it has waited so far. */
export function countOverdue(slot: Slot, ms: number): void {
  countRequest(slot, ms);
  slot.errors += 1;
}

function countRequest(slot: Slot, ms: number): void {
  slot.requests += 1;
  const bucket = bucketIndex(ms);
  slot.latencies[bucket] = (slot.latencies[bucket] ?? 0) + 1;
}

/** The status alone: of a request that was counted, as an error, when its answer was overdue. */
export function countStatus(slot: Slot, status: number): void {
  const kind = Math.min(5, Math.max(1, Math.floor(status / 100))) - 1;
  slot.statuses[kind] = (slot.statuses[kind] ?? 0) + 1;
}
