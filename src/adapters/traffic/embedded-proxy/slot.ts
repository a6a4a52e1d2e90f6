import { bucketCount, bucketIndex } from '../../../core/judge/histogram.ts';
import type { CohortCounts } from './protocol.ts';

/** Counts of one version and cohort. Mutable: this is the hot path of every request. */
export interface Slot {
  given: number;
  requests: number;
  readonly statuses: number[];
  errors: number;
  aborted: number;
  readonly latencies: Uint32Array | Float64Array;
}

/** Everywhere that one request is counted: in its second, and in what was counted since the proxy began. */
export type Slots = readonly Slot[];

/** By cohort within version. */
export type SlotTable = Map<string, Map<string, Slot>>;

/** The slot of a version and cohort; one without counts when there was none. */
export function slotIn(table: SlotTable, version: string, cohort: string, empty: () => Slot): Slot {
  const cohorts = table.get(version) ?? new Map<string, Slot>();
  const slot = cohorts.get(cohort) ?? empty();
  table.set(version, cohorts);
  cohorts.set(cohort, slot);
  return slot;
}

/** What the table holds, as the proxy answers it. */
export function countsIn(table: SlotTable): readonly CohortCounts[] {
  return [...table].flatMap(([version, cohorts]) =>
    [...cohorts].map(([cohort, slot]) => ({ version, cohort, ...slot, latencies: [...slot.latencies] })),
  );
}

/** For a second or an hour: small, and no bucket of it reaches 2^32. */
export function emptySlot(): Slot {
  return withLatencies(new Uint32Array(bucketCount));
}

/** For as long as the proxy runs: exact up to 2^53. */
export function lastingSlot(): Slot {
  return withLatencies(new Float64Array(bucketCount));
}

function withLatencies(latencies: Slot['latencies']): Slot {
  return { given: 0, requests: 0, statuses: [0, 0, 0, 0, 0], errors: 0, aborted: 0, latencies };
}

export function addSlot(sum: Slot, slot: Slot): void {
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

/** Counts a request that its version was given. */
export function countGiven(slots: Slots): void {
  for (const slot of slots) slot.given += 1;
}

/** Counts a request that ended, with its status; null when the client left before there was one. */
export function countEnd(slots: Slots, status: number | null, ms: number): void {
  countRequest(slots, ms);
  if (status !== null) countStatus(slots, status);
  for (const slot of slots) {
    if (status === null) slot.aborted += 1;
    else if (status >= 500) slot.errors += 1;
  }
}

/** Counts a request that its version should have answered by now, with the time it has waited so far. */
export function countOverdue(slots: Slots, ms: number): void {
  countRequest(slots, ms);
  countError(slots);
}

/** The error alone: of a request that was counted when its answer began. */
export function countError(slots: Slots): void {
  for (const slot of slots) slot.errors += 1;
}

/** The status alone: of a request that was counted, as an error, when its answer was overdue. */
export function countStatus(slots: Slots, status: number): void {
  const kind = Math.min(5, Math.max(1, Math.floor(status / 100))) - 1;
  for (const slot of slots) slot.statuses[kind] = (slot.statuses[kind] ?? 0) + 1;
}

function countRequest(slots: Slots, ms: number): void {
  const bucket = bucketIndex(ms);
  for (const slot of slots) {
    slot.requests += 1;
    slot.latencies[bucket] = (slot.latencies[bucket] ?? 0) + 1;
  }
}
