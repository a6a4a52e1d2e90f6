import { accessSync, constants, globSync } from 'node:fs';

const folders = ['/usr/bin', '/bin', '/usr/local/bin', '/usr/sbin'];

/** Where a program of the system is; null when it is not there. Debian's `psql` is a wrapper that needs more than psql. */
export function findProgram(name: string): string | null {
  const own = name === 'psql' ? globSync('/usr/lib/postgresql/*/bin/psql').sort().reverse() : [];
  return [...own, ...folders.map((folder) => `${folder}/${name}`)].find(isExecutable) ?? null;
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
