import type { System, SystemParts } from './rollback-rig.ts';

export function serversInstalled(): boolean {
  return false;
}

export async function openServersSystem(_parts: SystemParts): Promise<System> {
  throw new TypeError('not yet');
}
