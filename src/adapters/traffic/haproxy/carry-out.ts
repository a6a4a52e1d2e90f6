import { isDeepStrictEqual } from 'node:util';
import { type Facts, readEntries } from './facts.ts';
import { announcedKey, floorKey, parseFloor } from './floor.ts';
import { formatRecord, parseRecord } from './order-record.ts';
import { newestFence, overtaken, refuseOvertaken } from './overtaken.ts';
import type { PlannedOrder } from './plan-order.ts';
import type { Process } from './process.ts';
import { say } from './say.ts';
import { orderKey, splitKey } from './snippet.ts';
import { withdraw } from './withdraw.ts';

/**
 * HAProxy has no compare-and-set, so another worker may order between any two commands. Who has the lower fence gives
 * up as soon as it sees the other's, and takes back what it wrote; what it wrote meanwhile to open a split is followed
 * by no request once the other's floor stands. The canary's servers are opened last.
 * @returns false when an older order was written over it meanwhile
 * @throws Failure router-refused, router-unreachable
 */
export async function carryOut(
  process: Process,
  map: string,
  planned: PlannedOrder,
  order: { readonly route: string; readonly fence: number },
): Promise<boolean> {
  const { route, fence } = order;
  const tell = async (commands: readonly string[]): Promise<void> => {
    // A worker of before a reload takes no order about servers any more; its map decides as ever.
    const possible = commands.filter((command) => !process.old || !command.startsWith('set server'));
    for (const command of possible) await say(process, command);
  };
  /** Whether the order stands. */
  const stands = async (): Promise<boolean> => {
    const entries = await readEntries(process, map);
    const newest = newestFence(entries, route);
    if (newest <= fence) return isOurs(entries, route, planned);
    await withdraw(process, map, entries, route, planned);
    throw overtaken(process.name, fence, newest, 'this one was taken back');
  };
  refuseOvertaken(process.name, await readEntries(process, map), route, fence);
  await tell(planned.prepare);
  if (planned.prepare.length > 0) {
    refuseOvertaken(process.name, await readEntries(process, map), route, fence);
  }
  await tell(planned.decide);
  if (!(await stands())) return false;
  await tell(planned.open);
  return planned.open.length === 0 || (await stands());
}

/** The same order twice at once, by a worker that took over, is one order: either's lease will do. */
function isOurs(entries: Facts['entries'], route: string, { record }: PlannedOrder): boolean {
  const { fence } = record;
  const announced =
    record.wanted.kind === 'stable'
      ? parseFloor(entries.get(floorKey(route)))?.fence === fence
      : entries.get(announcedKey(route)) === String(fence);
  // An older order that came between may be half done: its worker must find this one's fence when it goes on.
  if (!announced) return false;
  const live = entries.get(orderKey(route));
  if (live === formatRecord(record)) return entries.get(splitKey(route)) === record.split;
  const other = parseRecord(live);
  return other?.fence === record.fence && isDeepStrictEqual(other.wanted, record.wanted);
}
