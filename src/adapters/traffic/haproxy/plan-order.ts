import { isDeepStrictEqual } from 'node:util';
import type { Routing } from '../../../core/rollout/plan.ts';
import type { Wanted } from '../../../core/rollout/wanted.ts';
import type { Facts } from './facts.ts';
import { announcedKey, floorKey, formatFloor } from './floor.ts';
import { formatRecord, type OrderRecord, parseRecord } from './order-record.ts';
import { digestOf, liveSegments, segmentEntries } from './segment-entries.ts';
import { type Destination, leadsTo, pinnedName, type Server } from './servers.ts';
import { orderKey, pins, splitKey } from './snippet.ts';
import { formatSplit, millionths, parseSplit, type Side } from './split-value.ts';

/** A version's server, and where the version is. */
export interface Found {
  readonly server: Server;
  readonly destination: Destination;
}

export interface Order {
  readonly routing: Routing;
  readonly wanted: Wanted;
  readonly fence: number;
  readonly stable: Found;
  /** Null unless a split is wanted. */
  readonly canary: Found | null;
}

export interface PlannedOrder {
  /** What chooses nobody yet: addresses, weights, and on the way to stable the floor that ends every older split. */
  readonly prepare: readonly string[];
  /** The deciding value and what follows from it, and the record of the order. */
  readonly decide: readonly string[];
  /** Takes the canary's servers out of maintenance, last of all; till then stable serves what is chosen for them. */
  readonly open: readonly string[];
  /** The entries of the map once all is done, other routes' as they were. */
  readonly entries: ReadonlyMap<string, string>;
  readonly record: OrderRecord;
  /** Whether requests are served differently from now on. */
  readonly changes: boolean;
}

/** Weight among the servers that load balancing falls back to: stable has it all. */
const fallbackWeight = 100;

/** @param now milliseconds of HAProxy's clock */
export function planOrder(facts: Facts, map: string, order: Order, now: number): PlannedOrder {
  const { record, changes } = recordOf(facts, order, now);
  const { route } = order.routing;
  const set = (key: string, value: string) =>
    `${facts.entries.has(key) ? 'set' : 'add'} map #${map} ${key} ${value}`;
  const choose = set(splitKey(route), record.split);
  const remember = set(orderKey(route), formatRecord(record));
  const { before, after } = segmentCommands(facts, map, order.routing);
  const servers = serverCommands(facts, order, now);
  if (order.wanted.kind === 'stable') {
    const floor = formatFloor({ fence: order.fence, server: order.stable.server.name });
    const prepare = [set(floorKey(route), floor)];
    const decide = [choose, ...servers.stable, ...servers.close, remember];
    return {
      prepare,
      decide,
      open: [],
      entries: afterwards(facts.entries, [...prepare, ...decide]),
      record,
      changes,
    };
  }
  const announce = set(announcedKey(route), String(order.fence));
  const prepare = [...servers.stable, ...servers.canary, ...before, announce];
  const decide = [choose, ...after, ...servers.close, remember];
  const entries = afterwards(facts.entries, [...prepare, ...decide]);
  return { prepare, decide, open: servers.ready, entries, record, changes };
}

/** The entries once the commands are done. */
function afterwards(
  entries: ReadonlyMap<string, string>,
  commands: readonly string[],
): ReadonlyMap<string, string> {
  const next = new Map(entries);
  for (const command of commands) {
    const [, what, key, value] = /^(set|add|del) map #\S+ (\S+) ?(.*)$/.exec(command) ?? [];
    if (key === undefined) continue;
    if (what === 'del') next.delete(key);
    else next.set(key, value ?? '');
  }
  return next;
}

function recordOf(facts: Facts, order: Order, now: number): { record: OrderRecord; changes: boolean } {
  const { routing, wanted, fence } = order;
  const { sticky, segments, lease, route } = routing;
  const split = wanted.kind === 'split';
  const until = split ? now + lease : null;
  const sideOf = ({ version }: { version: string }, { server }: Found): Side => ({
    version,
    server: server.name,
    pinned: pins(routing) ? pinnedName(server.name) : server.name,
  });
  const value = {
    until: until ?? 0,
    weight: split ? millionths(wanted.weight) : 0,
    canary: split && order.canary !== null ? sideOf(wanted.canary, order.canary) : null,
    stable: sideOf(wanted.stable, order.stable),
    sticky: split && sticky !== null ? Math.ceil(sticky.lasts / 1000) : 0,
    fence,
  };
  const entries = split ? segmentEntries(route, segments) : liveSegments(route, facts.entries);
  const record = {
    wanted,
    fence,
    lease,
    until,
    changed: now,
    split: formatSplit(value),
    segments: digestOf(entries),
  };
  const before = parseRecord(facts.entries.get(orderKey(route)));
  const stands =
    before !== null &&
    before.initial !== true &&
    isDeepStrictEqual(before.wanted, wanted) &&
    (before.until === null || before.until > now) &&
    facts.entries.get(splitKey(route)) === before.split &&
    before.segments === record.segments &&
    before.split.split('|').at(-2) === record.split.split('|').at(-2);
  return stands
    ? { record: { ...record, changed: before.changed }, changes: false }
    : { record, changes: true };
}

/** Weights and members of the segments, as far as they differ; what belongs no longer goes once the split stands. */
function segmentCommands(facts: Facts, map: string, { route, segments }: Routing) {
  const wanted = segmentEntries(route, segments);
  const live = liveSegments(route, facts.entries);
  const before = [...wanted].flatMap(([key, value]) =>
    live.get(key) === value ? [] : [`${live.has(key) ? 'set' : 'add'} map #${map} ${key} ${value}`],
  );
  const after = [...live.keys()].filter((key) => !wanted.has(key)).map((key) => `del map #${map} ${key}`);
  return { before, after };
}

function serverCommands(facts: Facts, { routing, stable, canary }: Order, now: number) {
  const servers = facts.servers ?? [];
  const at = (name: string) => `set server ${routing.route}/${name}`;
  const twins = pins(routing) && canary !== null;
  const used = [stable, ...(canary === null ? [] : [canary])].flatMap((side) => [
    { side, name: side.server.name, weight: side === stable ? fallbackWeight : 0 },
    ...(twins ? [{ side, name: pinnedName(side.server.name), weight: 0 }] : []),
  ]);
  const commandsFor = (wanted: Found) =>
    used.flatMap(({ side, name, weight }) => {
      const server = servers.find((one) => one.name === name);
      if (side !== wanted || server === undefined) return [];
      const unready = needsReadiness(facts, routing.route, server, side.destination, now);
      const settle = [
        ...readdress(facts, routing.route, server, side.destination, now).map(
          (what) => `${at(name)} ${what}`,
        ),
        ...(weight === 0 && server.weight > 0 ? [`${at(name)} weight 0`] : []),
        ...(weight > 0 && server.weight === 0 ? [`${at(name)} weight ${weight}`] : []),
      ];
      return [{ settle, ready: server.maint || server.drain || unready ? [`${at(name)} state ready`] : [] }];
    });
  const ofCanary = canary === null ? [] : commandsFor(canary);
  // On the way to stable a server that reads as closed is closed all the same: somebody may be opening it.
  const always = canary === null;
  const close = servers
    .filter(({ name }) => !used.some((one) => one.name === name))
    .flatMap(({ name, weight, maint }) => [
      ...(maint && !always ? [] : [`${at(name)} state maint`]),
      ...(weight === 0 ? [] : [`${at(name)} weight 0`]),
    ]);
  return {
    stable: commandsFor(stable).flatMap(({ settle, ready }) => [...settle, ...ready]),
    canary: ofCanary.flatMap(({ settle }) => settle),
    ready: ofCanary.flatMap(({ ready }) => ready),
    close,
  };
}

/** A server that serves nobody is sent to where its version is now, out of service meanwhile. */
function readdress(
  facts: Facts,
  route: string,
  server: Server,
  destination: Destination,
  now: number,
): readonly string[] {
  const [address] = destination.addresses;
  if (!needsReadiness(facts, route, server, destination, now) || address === undefined) return [];
  return [...(server.maint ? [] : ['state maint']), `addr ${address} port ${destination.port}`];
}

function needsReadiness(
  facts: Facts,
  route: string,
  server: Server,
  destination: Destination,
  now: number,
): boolean {
  return !leadsTo(server, destination) && !isServing(facts, route, server.name, now);
}

/** Whether requests may be on their way to a server now. */
export function isServing(facts: Facts, route: string, name: string, now: number): boolean {
  const server = facts.servers?.find((one) => one.name === name);
  if (server === undefined || server.maint) return false;
  const split = parseSplit(facts.entries.get(splitKey(route)));
  const chosen = split !== null && (split.stable === name || (split.canary === name && split.until > now));
  return chosen || server.weight > 0;
}
