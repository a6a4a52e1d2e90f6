import type { Config } from '../src/config/config.ts';
import { speakerOf } from '../src/config/find-speaker.ts';
import { instantText } from '../src/core/documents/instant-text.ts';
import { quoted } from '../src/core/prose.ts';
import { formatDuration, type Instant } from '../src/core/time.ts';
import type { LockStanding } from '../src/ledger/lock-now.ts';
import type { Lock } from '../src/ports/store.ts';

export function describeLock(lock: Lock, config: Pick<Config, 'people'>, now: Instant): string {
  const { service, environment, reason, since } = lock;
  const ago = formatDuration(now - since);
  return `${service} in ${environment} was locked by ${lockOwner(lock, config)} ${ago} ago: ${quoted(reason)}.${endText(lock)}`;
}

/** ` It ends by itself at 2026-12-24 17:00:00 UTC.`; empty for one that somebody has to open. */
export function endText({ until, while: hangsOn }: Pick<Lock, 'until' | 'while'>): string {
  const at = until === null ? [] : [`at ${instantText(until)}`];
  const ends = [...at, ...(hangsOn === null ? [] : [`when ${hangsOn} ends`])];
  return ends.length === 0 ? '' : ` It ends by itself ${ends.join(', or before ')}.`;
}

/** A lock that ended by itself is told until somebody locks anew. */
export function describeEnded(
  { lock, because }: NonNullable<LockStanding['ended']>,
  config: Pick<Config, 'people'>,
): string {
  return `The lock of ${lockOwner(lock, config)} (${quoted(lock.reason)}) ended by itself: ${because}.`;
}

/** The name of whoever locked it; the id of somebody who is not declared any more. */
export function lockOwner({ owner }: Pick<Lock, 'owner'>, config: Pick<Config, 'people'>): string {
  return speakerOf(config, owner)?.name ?? owner;
}
