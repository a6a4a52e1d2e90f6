import { Failure } from '../../core/failure.ts';
import { type Routing, type Target, Weight } from '../../core/rollout/plan.ts';
import type { Wanted } from '../../core/rollout/wanted.ts';
import type { Instant } from '../../core/time.ts';
import type { Log } from '../../ports/log.ts';
import type { Router, RouterReading, TrafficMetrics } from '../../ports/router.ts';
import { type Asked, type Given, giveOrder } from './haproxy/give-order.ts';
import { createMapFileKeeper } from './haproxy/keep-map-file.ts';
import { isGone, openProcesses } from './haproxy/process.ts';
import { combine, type Look, lookAt } from './haproxy/read-route.ts';
import { createSamples, type Sample } from './haproxy/samples.ts';
import { destinationOf, pinnedName, serverName } from './haproxy/servers.ts';
import { usualMapFile } from './haproxy/snippet.ts';
import { serversIn } from './haproxy/split-value.ts';
import { baseSince, countedBetween, measureSeries } from './haproxy/traffic-counts.ts';
import { totalsOfSeries } from './haproxy/traffic-totals.ts';
import { linesByHand } from './haproxy/undo.ts';

export interface HaproxyRouterOptions {
  /** Stats sockets or masters' command lines, path or host:port; every order goes to all of them. */
  readonly sockets: readonly string[];
  /** Addresses of the built-in exporters, together those of all sockets. */
  readonly exporters: readonly string[];
  /** Where the map is loaded from at HAProxy's start, when Belay may write there; null when it may not. */
  readonly mapFile: string | null;
  readonly clock: () => Instant;
  readonly log?: Pick<Log, 'error'>;
}

/** Below this many unpinned requests an observed share says nothing. */
const enoughToObserve = 100;

/** What this process remembers of a route: servers by version, and the sample its last change began with. */
interface Memory {
  readonly versions: Map<string, string>;
  looks: readonly Look[];
  change: { readonly at: number; readonly sample: Sample } | null;
}

/**
 * Moves traffic through HAProxy's runtime API and measures it by HAProxy's own exporter. HAProxy itself decides
 * each request and ends a split that nobody renews; see docs/decisions/009-haproxy.md.
 */
export function createHaproxyRouter(
  options: HaproxyRouterOptions,
): Router & TrafficMetrics & AsyncDisposable {
  const { sockets, mapFile, clock, log } = options;
  const samples = createSamples(options.exporters, clock);
  const file = createMapFileKeeper(mapFile, clock, log);
  const memories = new Map<string, Memory>();

  function memoryOf(route: string): Memory {
    const known = memories.get(route);
    if (known !== undefined) return known;
    const memory: Memory = { versions: new Map(), looks: [], change: null };
    memories.set(route, memory);
    return memory;
  }

  async function look({ route }: Routing): Promise<{ looks: readonly Look[]; reading: RouterReading }> {
    const asked = await Promise.allSettled(sockets.map((address) => lookAt(address, route, mapFile, clock)));
    const looks = asked.flatMap((one) => (one.status === 'fulfilled' ? one.value : []));
    const failures = asked.flatMap((one, index) =>
      one.status === 'rejected' ? [{ address: sockets[index] ?? '', error: one.reason as unknown }] : [],
    );
    if (looks.length > 0) memoryOf(route).looks = looks;
    return { looks, reading: combine(looks, failures) };
  }

  async function remember(asked: Asked, given: readonly Given[]): Promise<void> {
    const [first] = given;
    const memory = memoryOf(asked.routing.route);
    for (const { servers } of given)
      for (const [version, server] of servers) memory.versions.set(version, server);
    if (first === undefined) return;
    await file.keep(asked.routing.route, first.entries);
    if (!given.some(({ changes }) => changes)) return;
    const sample = await samples.take(asked.routing.route).catch(() => null);
    memory.change = sample === null ? null : { at: first.record.changed, sample };
  }

  return {
    async apply(routing, wanted, fence) {
      refuseUnsound(wanted);
      const split = wanted.kind === 'split';
      const stable = await destinationOf(wanted.stable);
      const canary = split ? await destinationOf(wanted.canary) : null;
      const asked = { routing, wanted, fence, stable, canary };
      const outcomes = await Promise.all(sockets.map((address) => orderAt(address, asked, mapFile, clock)));
      await remember(
        asked,
        outcomes.flatMap(({ given }) => given),
      );
      const [failure] = outcomes.flatMap(({ failures }) => failures);
      if (failure !== undefined) throw failure;
    },
    async read(routing) {
      await file.retry(routing.route);
      return (await look(routing)).reading;
    },
    async observe(routing, canary, window) {
      const { looks, reading } = await look(routing);
      const weight = weightOf(reading, canary);
      const fresh = await samples.take(routing.route).catch((error: unknown) => {
        if (error instanceof Failure) return null;
        throw error;
      });
      if (fresh === null) return { weight, observed: null, requests: 0 };
      const { route } = routing;
      const memory = memoryOf(route);
      const base = baseSince(samples, fresh, window, changeOf(memory, looks, clock()));
      const unpinned = new Set(looks.flatMap(({ facts }) => unpinnedOf(facts)));
      const { requests } = countedBetween(base, fresh, route, unpinned);
      const byCanary = countedBetween(base, fresh, route, [serverIn(memory, canary)]).requests;
      const observed = requests < enoughToObserve ? null : (byCanary / requests) * 100;
      return { weight, observed, requests };
    },
    measure: ({ route }, sides, series) =>
      measureSeries(samples, route, sides, series, (target) => [serverIn(memoryOf(route), target)]),
    async totals({ route }, sides, series) {
      if (series.length === 0) return [];
      const exported = await samples.read(route);
      return totalsOfSeries(exported, route, sides, series, (target) => serverIn(memoryOf(route), target));
    },
    undoByHand({ route }, stable) {
      const memory = memoryOf(route);
      const own = serverIn(memory, stable);
      const kept = new Set([own, pinnedName(own)]);
      const servers = memory.looks.flatMap(({ facts }) => facts.servers ?? []).map(({ name }) => name);
      return linesByHand(route, stable, sockets, {
        map: memory.looks[0]?.facts.map?.path ?? mapFile ?? usualMapFile,
        masters: memory.looks.flatMap(({ master, address }) => (master ? [address] : [])),
        stable: own,
        others: [...new Set(servers)].filter((name) => !kept.has(name)),
      });
    },
    async [Symbol.asyncDispose]() {
      samples[Symbol.dispose]();
    },
  };
}

/** Orders every process behind one socket; one that fails keeps no other from it. */
async function orderAt(
  address: string,
  asked: Asked,
  mapFile: string | null,
  clock: () => number,
): Promise<{ given: readonly Given[]; failures: readonly unknown[] }> {
  const given: Given[] = [];
  const failures: unknown[] = [];
  try {
    await using behind = await openProcesses(address);
    for (const process of behind.processes) {
      try {
        const done = await giveOrder(process, asked, mapFile, clock);
        if (done !== null) given.push(done);
      } catch (error) {
        if (!isGone(error)) failures.push(error);
      }
    }
  } catch (error) {
    failures.push(error);
  }
  return { given, failures };
}

function refuseUnsound(wanted: Wanted): void {
  if (wanted.kind === 'stable' || Weight.safeParse(wanted.weight).success) return;
  const sentence = `A weight is between 0 and 100 %, not ${wanted.weight}; nothing was changed.`;
  throw new Failure('router-refused', sentence, { retryable: false });
}

/** Since when the split stands on our clock, or with which sample it began when this process changed it itself. */
function changeOf(memory: Memory, looks: readonly Look[], now: Instant): Instant | Sample {
  const [look] = looks;
  if (look?.record == null) return now;
  const { changed, until } = look.record;
  if (until !== null && until <= now + look.ahead) return until - look.ahead;
  return memory.change?.at === changed ? memory.change.sample : changed - look.ahead;
}

function unpinnedOf({ servers }: Look['facts']): readonly string[] {
  const names = (servers ?? []).map(({ name }) => name);
  return names.filter((name) => !names.some((other) => pinnedName(other) === name));
}

function serverIn({ versions, looks }: Memory, { version }: Target): string {
  const named = looks.some(({ facts }) => facts.servers?.some(({ name }) => name === version));
  if (named) return version;
  const ordered = looks.flatMap(({ record }) => (record === null ? [] : serversIn(record.split)));
  return new Map(ordered).get(version) ?? versions.get(version) ?? serverName(version);
}

/**
 * Percent the router is set to give this very version: what it gives another canary is not its weight, and once
 * it is stable itself it has everything.
 */
function weightOf({ wanted }: RouterReading, { version }: Target): number {
  if (wanted?.kind === 'split' && wanted.canary.version === version) return wanted.weight;
  return wanted?.kind === 'stable' && wanted.stable.version === version ? 100 : 0;
}
