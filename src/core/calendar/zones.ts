import { Temporal } from 'temporal-polyfill';
import type { Instant } from '../time.ts';

/** Which of two instants a local time means, where clocks are put back or forward then. */
export type Either = 'earlier' | 'later';

/** Whether it is a name of the IANA time zone database. An offset such as `+01:00` is none: it knows no summer. */
export function isZone(zone: string): boolean {
  if (!/^[A-Za-z][\w+/-]*$/.test(zone)) return false;
  try {
    Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(zone);
    return true;
  } catch {
    return false;
  }
}

/** A local time without a zone, as ISO 8601 has it: `2026-12-20T18:00`. */
export type LocalTime = Temporal.PlainDateTime;

/** @returns null when the text is no date and time that exists in the calendar */
export function readLocal(text: string): LocalTime | null {
  if (!/^\d{4}-\d{2}-\d{2}[ T]\d{2}:\d{2}(:\d{2})?$/.test(text)) return null;
  try {
    return Temporal.PlainDateTime.from(text.replace(' ', 'T'), { overflow: 'reject' });
  } catch {
    return null;
  }
}

/**
 * When the clocks of a zone show a local time. One that they skip is moved over the gap, back for `earlier` and on for
 * `later`; one that they show twice is the first or the second.
 */
export function instantOf(local: LocalTime, zone: string, either: Either): Instant {
  return local.toZonedDateTime(zone, { disambiguation: either }).epochMilliseconds;
}

/** What the clocks of a zone show. */
export function localOf(at: Instant, zone: string): LocalTime {
  return Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(zone).toPlainDateTime();
}

const days = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];

/** `Mon 2027-01-04 08:00 (Europe/Berlin)` */
export function localText(at: Instant, zone: string): string {
  const local = localOf(at, zone);
  return `${days[local.dayOfWeek - 1]} ${local.toString({ smallestUnit: 'minute' }).replace('T', ' ')} (${zone})`;
}
