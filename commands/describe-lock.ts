import { formatDuration, type Instant } from '../src/core/time.ts';
import type { Lock } from '../src/ports/store.ts';

export function describeLock(lock: Lock, now: Instant): string {
  const { service, environment, owner, reason, since } = lock;
  return `${service} in ${environment} has been locked by ${owner} for ${formatDuration(now - since)}: "${reason}".`;
}
