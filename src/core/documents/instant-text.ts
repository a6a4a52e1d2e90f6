import type { Instant } from '../time.ts';

/** `2026-03-01 14:03:05 UTC`: documents are read far from where and when they were written. */
export function instantText(at: Instant): string {
  return `${new Date(at).toISOString().slice(0, 19).replace('T', ' ')} UTC`;
}
