import { type Instant, parseDuration } from '../time.ts';

const written = /^(\d{4})-(\d{2})-(\d{2})[T ](\d{2}):(\d{2})(?::(\d{2}))? ?(Z|UTC|([+-])(\d{2}):(\d{2}))$/i;

/**
 * `2026-11-22T10:00Z`, `2026-11-22 10:00 UTC`, `2026-11-22T10:00+01:00`, or how long from now: `26h`. A time without its
 * zone means another moment to everybody who reads it.
 * @returns null for anything else, and for a day that no calendar has
 */
export function readStart(text: string, now: Instant): Instant | null {
  const wait = parseDuration(text.trim());
  if (wait !== null) return now + wait;
  const found = written.exec(text.trim());
  if (found === null) return null;
  const [, year, month, day, hour, minute, second = '0', , sign, zoneHour = '0', zoneMinute = '0'] = found;
  const parts = [year, month, day, hour, minute, second].map(Number);
  const [y = 0, mo = 0, d = 0, h = 0, mi = 0, s = 0] = parts;
  const local = Date.UTC(y, mo - 1, d, h, mi, s);
  const date = new Date(local);
  const real = date.getUTCMonth() === mo - 1 && date.getUTCDate() === d && h < 24 && mi < 60 && s < 60;
  const offset = (Number(zoneHour) * 60 + Number(zoneMinute)) * 60_000 * (sign === '-' ? -1 : 1);
  return real && Number(zoneHour) < 15 && local - offset >= 0 ? local - offset : null;
}
