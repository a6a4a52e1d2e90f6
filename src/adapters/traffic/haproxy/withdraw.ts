import type { Facts } from './facts.ts';
import { type Floor, floorKey, parseFloor } from './floor.ts';
import { type OrderRecord, parseRecord } from './order-record.ts';
import type { PlannedOrder } from './plan-order.ts';
import type { Process } from './process.ts';
import { say } from './say.ts';
import { pinnedName } from './servers.ts';
import { orderKey, splitKey } from './snippet.ts';
import { fenceOf, fields, formatSplit, parseSplit } from './split-value.ts';

/**
 * Takes back what an order wrote over a newer one: the newer one's value where its record is still there, else
 * everybody to the server of the newest order to stable, and the canary's servers back into maintenance.
 */
export async function withdraw(
  process: Process,
  map: string,
  entries: Facts['entries'],
  route: string,
  { record }: PlannedOrder,
): Promise<void> {
  const live = entries.get(splitKey(route));
  const floor = parseFloor(entries.get(floorKey(route)));
  const value = newestValue(live === record.split ? recordedAt(entries, route, record) : live, floor);
  if (live === record.split) await say(process, `set map #${map} ${splitKey(route)} ${value}`);
  const serving = parseSplit(value);
  if (process.old || serving === null || serving.canary !== null) return;
  const parts = record.split.split('|');
  const opened = [parts[fields.canaryServer - 1], parts[fields.canaryPinned - 1]];
  const kept = ['-', undefined, serving.stable, pinnedName(serving.stable)];
  for (const name of new Set(opened)) {
    if (!kept.includes(name)) await say(process, `set server ${route}/${name} state maint`);
  }
}

/** The value of a newer order that is still on record; else everybody on stable, until its worker looks again. */
function recordedAt(entries: Facts['entries'], route: string, { fence, split }: OrderRecord): string {
  const newer = parseRecord(entries.get(orderKey(route)));
  if (newer !== null && newer.fence > fence) return newer.split;
  const server = split.split('|')[fields.stableServer - 1] ?? '-';
  return stableAt(server, fence);
}

function newestValue(value: string | undefined, floor: Floor | null): string | undefined {
  if (floor === null || fenceOf(value) >= floor.fence) return value;
  return stableAt(floor.server, floor.fence);
}

function stableAt(server: string, fence: number): string {
  const stable = { version: server, server, pinned: server };
  return formatSplit({ until: 0, weight: 0, canary: null, stable, sticky: 0, fence });
}
