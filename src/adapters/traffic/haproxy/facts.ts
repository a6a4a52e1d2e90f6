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

/** @throws Failure router-unreachable, router-refused */
export async function gatherFacts(
  { ask, name }: Process,
  route: string,
  mapFile: string | null,
): Promise<Facts> {
  const map = findMap(await ask('show map'), mapFile);
  const entries = map === null ? new Map<string, string>() : entriesIn(await ask(`show map #${map.id}`));
  const listed = await ask(`show servers state ${route}`);
  if (/permission denied/i.test(listed)) throw refused(`${name} does not let Belay look: ${listed}.`);
  const servers = parseServers(listed);
  const tables = [...(await ask('show table')).matchAll(/# table: ([^,\s]+)/g)].map(
    ([, table = '']) => table,
  );
  const [, seconds, micros = ''] = /date_now: (\d+)\.(\d+)/.exec(await ask('show activity')) ?? [];
  const now = seconds === undefined ? null : Number(seconds) * 1000 + Math.floor(Number(micros) / 1000);
  return { map, entries, servers, tables, now };
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
