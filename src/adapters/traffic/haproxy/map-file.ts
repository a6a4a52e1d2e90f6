import { randomBytes } from 'node:crypto';
import { open, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { newestFence } from './overtaken.ts';
import { splitKey } from './snippet.ts';

/** Writes of one process to one file follow each other, so that no route writes back what another has changed. */
const writes = new Map<string, Promise<void>>();

/**
 * Writes what a map holds for a route now to the file it is loaded from, whole or not at all, so that HAProxy starts
 * anew with the same. Other routes' lines stay as they are, and so do those of a newer order.
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
  if (newestFence(entriesOf(text), route) > newestFence(entries, route)) return;
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

/** What the file holds. @throws what the system says */
export async function readMapFile(path: string): Promise<ReadonlyMap<string, string>> {
  return entriesOf(await readFile(path, 'utf8'));
}

function entriesOf(text: string): ReadonlyMap<string, string> {
  return new Map(
    text.split('\n').flatMap((line) => {
      const [, key, value = ''] = /^(\S+) ?(.*)$/.exec(line) ?? [];
      return key === undefined ? [] : [[key, value] as const];
    }),
  );
}

/**
 * Sets the end of the split that the file holds to zeros where it stands, which needs neither space nor a right to the
 * folder. The rest stays as it was.
 * @throws what the system says
 */
export async function endSplitInFile(path: string, route: string): Promise<void> {
  await using file = await open(path, 'r+');
  const text = await file.readFile('latin1');
  const start = `${splitKey(route)} `;
  const line = text.startsWith(start) ? 0 : text.indexOf(`\n${start}`) + 1;
  if (!text.startsWith(start, line)) return;
  const at = line + start.length;
  const [digits = ''] = /^\d*/.exec(text.slice(at, at + 20)) ?? [];
  await file.write('0'.repeat(digits.length), at, 'latin1');
  await file.datasync();
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
