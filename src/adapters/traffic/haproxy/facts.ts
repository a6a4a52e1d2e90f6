import { basename } from 'node:path';
import { Failure } from '../../../core/failure.ts';
import type { Process } from './process.ts';
import { parseServers, type Server } from './servers.ts';

/** What one HAProxy process says about one route. */
export interface Facts {
  /** The map that holds the route's values; null when HAProxy has none by that name. */
  readonly map: { readonly id: string; readonly path: string } | null;
  /** The map's entries, those of other routes included. */
  readonly entries: ReadonlyMap<string, string>;
  /** Null when there is no backend of the route's name. */
  readonly servers: readonly Server[] | null;
  /** Names of all stick tables: one of them tells which generated lines HAProxy was started with. */
  readonly tables: readonly string[];
  /** Milliseconds since 1970 on HAProxy's clock; null when it does not tell. */
  readonly now: number | null;
}

/** What the file is called wherever it lies. */
export const mapName = 'belay.map';

/**
 * @param clock ours, in milliseconds since 1970
 * @throws Failure router-unreachable, router-refused
 */
export async function gatherFacts(
  process: Process,
  route: string,
  mapFile: string | null,
  clock: () => number,
): Promise<Facts> {
  const { ask, name } = process;
  const map = findMap(await ask('show map'), mapFile);
  const entries = map === null ? new Map<string, string>() : await readEntries(process, map.id);
  const listed = await ask(`show servers state ${route}`);
  if (/permission denied/i.test(listed)) throw refused(`${name} does not let Belay look: ${listed}.`);
  const servers = parseServers(listed);
  const tables = [...(await ask('show table')).matchAll(/# table: ([^,\s]+)/g)].map(
    ([, table = '']) => table,
  );
  const now = await askClock(process, clock);
  return { map, entries, servers, tables, now };
}

/** @param map its number in this process */
export async function readEntries({ ask }: Process, map: string): Promise<Facts['entries']> {
  return entriesIn(await ask(`show map #${map}`));
}

/** Clocks nearer than this are taken to be right. */
const nearby = 2000;

/**
 * HAProxy's own idea of now goes on evenly when its machine's clock is set, and leases are compared with the machine's
 * clock. Both are the same as ours nearly always; only when they are not is the comparison's own clock asked for,
 * for which 2.6 has an experimental command alone.
 */
async function askClock({ ask, allowExperimental }: Process, clock: () => number): Promise<number | null> {
  const [, seconds, micros = ''] = /date_now: (\d+)\.(\d+)/.exec(await ask('show activity')) ?? [];
  const even = seconds === undefined ? null : Number(seconds) * 1000 + Math.floor(Number(micros) / 1000);
  if (even !== null && Math.abs(even - clock()) < nearby) return even;
  await allowExperimental();
  await ask('set var proc.belay_now expr date(0,ms)');
  const [, millis] = /value=<(\d+)>/.exec(await ask('get var proc.belay_now')) ?? [];
  return millis === undefined ? even : Number(millis);
}

function findMap(listing: string, mapFile: string | null): Facts['map'] {
  const maps = [...listing.matchAll(/^(-?\d+) \(([^)]+)\) .*\bmap\b/gm)].map(([, id = '', path = '']) => ({
    id,
    path,
  }));
  const called = mapFile === null ? mapName : basename(mapFile);
  return (
    maps.find(({ path }) => path === mapFile) ?? maps.find(({ path }) => basename(path) === called) ?? null
  );
}

function entriesIn(listing: string): ReadonlyMap<string, string> {
  return new Map(
    listing.split('\n').flatMap((line) => {
      const [, key, value = ''] = /^0x\S+ (\S+) ?(.*)$/.exec(line) ?? [];
      return key === undefined ? [] : [[key, value] as const];
    }),
  );
}

/** Names of the backends of `show servers state`, for people. */
export async function knownBackends({ ask }: Process): Promise<readonly string[]> {
  const listing = await ask('show servers state');
  const names = listing.split('\n').flatMap((line) => {
    const [id = '', name = ''] = line.split(' ');
    return /^\d+$/.test(id) && name !== '' ? [name] : [];
  });
  return [...new Set(names)];
}

/** @param sentence what HAProxy did not do and the next step */
export function refused(sentence: string): Failure {
  return new Failure('router-refused', sentence, { retryable: true });
}
