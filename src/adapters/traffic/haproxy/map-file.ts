import { randomBytes } from 'node:crypto';
import { rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';

/**
 * Writes what a map holds now to the file it is loaded from, whole or not at all, so that HAProxy starts anew with
 * the same. Owner and mode of the file stay as they are where that is permitted.
 */
export async function writeMapFile(path: string, entries: ReadonlyMap<string, string>): Promise<void> {
  const text = [...entries].map(([key, value]) => `${key} ${value}\n`).join('');
  const beside = `${path}.${randomBytes(6).toString('hex')}`;
  const mode = await stat(path).then(
    (found) => found.mode & 0o777,
    () => 0o644,
  );
  try {
    await writeFile(beside, text, { mode, flag: 'wx', flush: true });
    await rename(beside, path);
  } finally {
    await rm(beside, { force: true });
  }
}

/** The folder that must be writable for the file to be replaced. */
export function folderOf(path: string): string {
  return dirname(path);
}
