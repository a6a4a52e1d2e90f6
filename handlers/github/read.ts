import type { Instant, Millis } from '../../src/core/time.ts';
import type { Heard } from './heard.ts';

/**
 * Something to work. The key is made of what GitHub signs: the delivery's own id is not signed, so whoever has caught
 * one could send it again under another.
 */
export interface HeardOnce {
  readonly key: string;
  readonly heard: Heard;
}

export type Read =
  | { readonly kind: 'heard'; readonly all: readonly HeardOnce[] }
  /** True, and not for Belay. */
  | { readonly kind: 'ignored'; readonly sentence: string }
  | { readonly kind: 'refused'; readonly status: number; readonly sentence: string };

/** GitHub signs no time. What it says happened longer ago is nobody's wish any more, or a replay. */
export const oldest: Millis = 3 * 24 * 3_600_000;

export function isOld(at: Instant, now: Instant): boolean {
  return now - at > oldest;
}

export function tooOld(what: string): Read {
  return refused(400, `That ${what} is older than three days, so Belay does nothing about it. Say it again.`);
}

export function unreadable(event: string): Read {
  return refused(400, `That is no ${event} as GitHub sends it. Nothing was done.`);
}

export function ignored(sentence: string): Read {
  return { kind: 'ignored', sentence };
}

export function refused(status: number, sentence: string): Read {
  return { kind: 'refused', status, sentence };
}
