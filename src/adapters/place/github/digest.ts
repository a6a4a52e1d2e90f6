import { createHash } from 'node:crypto';

/** Tells texts apart; short enough to keep beside each message. */
export function digest(...texts: readonly string[]): string {
  const hash = createHash('sha256');
  for (const text of texts) hash.update(`${text.length}:${text}`);
  return hash.digest('hex').slice(0, 32);
}
