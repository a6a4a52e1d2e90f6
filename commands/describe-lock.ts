import type { Config } from '../src/config/config.ts';
import { speakerOf } from '../src/config/find-speaker.ts';
import { quoted } from '../src/core/prose.ts';
import { formatDuration, type Instant } from '../src/core/time.ts';
import type { Lock } from '../src/ports/store.ts';

export function describeLock(lock: Lock, config: Pick<Config, 'people'>, now: Instant): string {
  const { service, environment, reason, since } = lock;
  const ago = formatDuration(now - since);
  return `${service} in ${environment} was locked by ${lockOwner(lock, config)} ${ago} ago: ${quoted(reason)}.`;
}

/** The name of whoever locked it; the id of somebody who is not declared any more. */
export function lockOwner({ owner }: Lock, config: Pick<Config, 'people'>): string {
  return speakerOf(config, owner)?.name ?? owner;
}
