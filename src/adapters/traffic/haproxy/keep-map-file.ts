import type { Instant } from '../../../core/time.ts';
import type { Log } from '../../../ports/log.ts';
import { endSplitInFile, folderOf, readMapFile, writeMapFile } from './map-file.ts';
import { splitKey } from './snippet.ts';
import { parseSplit } from './split-value.ts';

type Entries = ReadonlyMap<string, string>;

/** Keeps the map file in step with what was ordered; an order stands whether or not that succeeds. */
export interface MapFileKeeper {
  keep(route: string, entries: Entries): Promise<void>;
  /** Tries again what could not be written. */
  retry(route: string): Promise<void>;
}

/** @param path null when Belay may write none */
export function createMapFileKeeper(
  path: string | null,
  clock: () => Instant,
  log: Pick<Log, 'error'> | undefined,
): MapFileKeeper {
  const unwritten = new Map<string, Entries>();

  async function keep(route: string, entries: Entries): Promise<void> {
    if (path === null) return;
    try {
      await writeMapFile(path, route, entries);
      unwritten.delete(route);
    } catch (error) {
      const isNew = unwritten.get(route)?.get(splitKey(route)) !== entries.get(splitKey(route));
      unwritten.set(route, entries);
      const onStable = parseSplit(entries.get(splitKey(route)))?.canary == null;
      if (onStable) await endSplitInFile(path, route).catch(() => undefined);
      if (!isNew) return;
      const reload = await afterReload(path, route, clock());
      log?.error(
        { err: error },
        `The map file ${path} could not be written. HAProxy does what was ordered, but ${reload}. Make room on its disk or permit writing in ${folderOf(path)}; Belay tries again with each look at ${route}, and \`npx belay doctor\` tells whether it is in step.`,
      );
    }
  }

  return {
    keep,
    async retry(route) {
      const entries = unwritten.get(route);
      if (entries !== undefined) await keep(route, entries);
    },
  };
}

/** What HAProxy would do after a reload or a start, from what the file holds: part of a sentence. */
async function afterReload(path: string, route: string, now: Instant): Promise<string> {
  const held = await readMapFile(path).then(
    (entries) => parseSplit(entries.get(splitKey(route))),
    () => null,
  );
  if (held === null) return 'what it does after a reload is not known: do not reload it';
  if (held.canary !== null && held.until > now) {
    const until = new Date(held.until).toISOString();
    return `the file still splits: a reload before ${until} sends visitors to server ${route}/${held.canary} again. Do not reload it before then, or write the file anew first with \`npx belay config haproxy --map > ${path}\``;
  }
  return `a reload sends everybody to server ${route}/${held.stable}, as the file has it`;
}
