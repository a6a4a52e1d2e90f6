import { randomBytes } from 'node:crypto';
import { readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';

/** Writes of one process to one file follow each other, so that no route writes back what another has changed. */
const writes = new Map<string, Promise<void>>();

/**
 * Writes what a map holds for a route now to the file it is loaded from, whole or not at all, so that HAProxy starts
 * anew with the same. Other routes' lines stay as they are.
 */
export function writeMapFile(
  path: string,
  route: string,
  entries: ReadonlyMap<string, string>,
): Promise<void> {
  const before = writes.get(path) ?? Promise.resolve();
  const done = before.then(
    () => replace(path, route, entries),
    () => replace(path, route, entries),
  );
  writes.set(path, done);
  return done;
}

async function replace(path: string, route: string, entries: ReadonlyMap<string, string>): Promise<void> {
  const [text, mode] = await Promise.all([
    readFile(path, 'utf8').catch(unlessMissing('')),
    stat(path).then((found) => found.mode & 0o777, unlessMissing(0o644)),
  ]);
  const own = `${route}/`;
  const others = text.split('\n').filter((line) => line !== '' && !line.startsWith(own));
  const ours = [...entries].filter(([key]) => key.startsWith(own)).map(([key, value]) => `${key} ${value}`);
  const beside = `${path}.${randomBytes(6).toString('hex')}`;
  try {
    await writeFile(beside, `${[...others, ...ours].join('\n')}\n`, { mode, flag: 'wx', flush: true });
    await rename(beside, path);
  } finally {
    await rm(beside, { force: true });
  }
}

function unlessMissing<T>(value: T): (error: NodeJS.ErrnoException) => T {
  return (error) => {
    if (error.code === 'ENOENT') return value;
    throw error;
  };
}

/** The folder that must be writable for the file to be replaced. */
export function folderOf(path: string): string {
  return dirname(path);
}
