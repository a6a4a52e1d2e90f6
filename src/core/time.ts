import { z } from 'zod';

/** Milliseconds since 1970-01-01T00:00:00Z. The core never reads a clock: every instant is passed in. */
export const Instant = z.number().int().nonnegative();
export type Instant = z.infer<typeof Instant>;

/** A length of time in milliseconds. */
export const Millis = z.number().int().nonnegative();
export type Millis = z.infer<typeof Millis>;

const unitMillis = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;

/**
 * Reads `90s`, `5m`, `1h30m`, `2d`, `250ms`. A bare number is no duration: units are mandatory.
 * @returns milliseconds, or null when the text is no duration
 */
export function parseDuration(text: string): Millis | null {
  if (!/^(\d+(\.\d+)?(ms|s|m|h|d))+$/.test(text)) return null;
  let total = 0;
  for (const [, amount, unit] of text.matchAll(/(\d+(?:\.\d+)?)(ms|s|m|h|d)/g)) {
    total += Number(amount) * unitMillis[unit as keyof typeof unitMillis];
  }
  const rounded = Math.round(total);
  return Number.isSafeInteger(rounded) ? rounded : null;
}

/** The two largest units that are not zero: `2h 30m`, `45s`, `1d 4h`; below one second `250ms`. */
export function formatDuration(millis: Millis): string {
  if (millis < 1000) return `${Math.round(millis)}ms`;
  const seconds = Math.round(millis / 1000);
  const parts: [number, string][] = [
    [Math.floor(seconds / 86_400), 'd'],
    [Math.floor((seconds % 86_400) / 3600), 'h'],
    [Math.floor((seconds % 3600) / 60), 'm'],
    [seconds % 60, 's'],
  ];
  return parts
    .filter(([amount]) => amount > 0)
    .slice(0, 2)
    .map(([amount, unit]) => `${amount}${unit}`)
    .join(' ');
}
