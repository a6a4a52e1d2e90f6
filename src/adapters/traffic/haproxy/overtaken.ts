import { Failure } from '../../../core/failure.ts';
import type { Facts } from './facts.ts';
import { announcedKey, floorKey, parseFloor } from './floor.ts';
import { parseRecord } from './order-record.ts';
import { orderKey, splitKey } from './snippet.ts';
import { fenceOf } from './split-value.ts';

/** Of the newest order that HAProxy, or a map file, shows any trace of; 0 for none. */
export function newestFence(entries: Facts['entries'], route: string): number {
  const recorded = parseRecord(entries.get(orderKey(route)))?.fence ?? 0;
  const floor = parseFloor(entries.get(floorKey(route)))?.fence ?? 0;
  const announced = Number(entries.get(announcedKey(route)) ?? 0);
  return Math.max(
    recorded,
    floor,
    Number.isSafeInteger(announced) ? announced : 0,
    fenceOf(entries.get(splitKey(route))),
  );
}

/** @throws Failure router-refused when a newer order is there */
export function refuseOvertaken(name: string, entries: Facts['entries'], route: string, fence: number): void {
  const newest = newestFence(entries, route);
  if (fence < newest) throw overtaken(name, fence, newest, 'nothing was changed');
}

/** @param done what became of this order */
export function overtaken(name: string, fence: number, newest: number, done: string): Failure {
  return new Failure(
    'router-refused',
    `The order carries fence ${fence}, but HAProxy at ${name} already follows fence ${newest}: a newer decision stands and ${done}. Read the route again before ordering.`,
    { retryable: false },
  );
}
