import { formatDuration } from '../../../core/time.ts';
import type { RouterReading } from '../../../ports/router.ts';
import type { Facts } from './facts.ts';
import { floorKey, parseFloor } from './floor.ts';
import { type OrderRecord, parseRecord } from './order-record.ts';
import { newestFence } from './overtaken.ts';
import { digestOf, liveSegments } from './segment-entries.ts';
import { orderKey, splitKey } from './snippet.ts';
import { fields, parseSplit } from './split-value.ts';

const byHand = 'somebody sent all traffic to stable by hand at HAProxy';
const restarted = 'HAProxy started anew from the generated map file, which has all traffic on stable';

/**
 * What one process does: what was ordered, once what it really does says the same.
 * @param now milliseconds of HAProxy's clock
 * @param old a worker of before a reload: its map decides, and its servers stay as they are
 */
export function readingOf(facts: Facts, route: string, now: number, old: boolean): RouterReading {
  const record = parseRecord(facts.entries.get(orderKey(route)));
  if (record === null) {
    return { wanted: null, fence: 0, returned: `HAProxy holds no order of Belay’s for ${route}` };
  }
  const { wanted, fence } = record;
  const floor = parseFloor(facts.entries.get(floorKey(route)));
  const newest = newestFence(facts.entries, route);
  if (newest > fence && (floor === null || floor.fence <= fence)) {
    const returned = `the record of ${route} is of the order of fence ${fence}, but one of fence ${newest} was given`;
    return { wanted: null, fence: newest, returned };
  }
  if (floor !== null && floor.fence > fence) {
    const returned = `the order of fence ${fence} was written over that of fence ${floor.fence}, so HAProxy sends everybody to server ${route}/${floor.server}`;
    return { wanted: null, fence: floor.fence, returned };
  }
  const stable = { kind: 'stable', stable: wanted.stable } as const;
  if (record.initial === true) return { wanted: stable, fence, returned: restarted };
  const live = facts.entries.get(splitKey(route));
  if (live !== record.split && isBackOnStable(live, record))
    return { wanted: stable, fence, returned: byHand };
  const differs = difference(facts, route, record) ?? (old ? null : serverDifference(facts, route, record));
  if (differs !== null) return { wanted: null, fence, returned: differs };
  if (record.until !== null && record.until <= now) {
    const returned = `nobody renewed the split for ${formatDuration(record.lease)}, so HAProxy sent all traffic back to stable`;
    return { wanted: stable, fence, returned };
  }
  return { wanted, fence, returned: null };
}

/** What a person pastes ends the split and leaves stable as it is. */
function isBackOnStable(live: string | undefined, record: OrderRecord): boolean {
  const stable = record.split.split('|')[fields.stableServer - 1];
  const split = parseSplit(live);
  return record.wanted.kind === 'split' && split?.until === 0 && split.stable === stable;
}

/** Where the live values say something else than the order; null where they do not. */
function difference(facts: Facts, route: string, record: OrderRecord): string | null {
  if (facts.entries.get(splitKey(route)) !== record.split) {
    return `the live value ${splitKey(route)} is not the one that belongs to Belay’s last order`;
  }
  if (digestOf(liveSegments(route, facts.entries)) !== record.segments) {
    return `the live entries of the segments of ${route} are not those of Belay’s last order`;
  }
  return null;
}

/** The same of the servers. */
function serverDifference(facts: Facts, route: string, record: OrderRecord): string | null {
  const split = parseSplit(record.split);
  if (split === null || facts.servers === null) return `HAProxy has no backend ${route} any more`;
  const used = [split.stable, ...(split.canary === null ? [] : [split.canary])];
  for (const name of used) {
    const server = facts.servers.find((one) => one.name === name);
    if (server === undefined) return `HAProxy has no server ${route}/${name} any more`;
    if (server.maint || server.drain) return `server ${route}/${name} should serve and is set not to`;
    const right = name === split.stable ? server.weight > 0 : server.weight === 0;
    if (!right)
      return `server ${route}/${name} has weight ${server.weight} of its own, which Belay did not set`;
  }
  const astray = facts.servers.find(
    ({ name, maint, weight }) =>
      !used.includes(name) && !maint && (weight > 0 || !record.split.split('|').includes(name)),
  );
  return astray === undefined ? null : `server ${route}/${astray.name} should be in maintenance and is not`;
}
