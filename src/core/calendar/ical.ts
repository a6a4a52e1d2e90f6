import ICAL from 'ical.js';
import { z } from 'zod';
import { plainLine } from '../prose.ts';
import type { Instant } from '../time.ts';
import type { Freeze } from './freeze.ts';
import { covers } from './span.ts';
import { instantOf, isZone, readLocal } from './zones.ts';

/** Characters; a year of a busy company's calendar is a tenth of it. */
export const largestCalendar = 2_000_000;
const mostEvents = 5000;
/** Occurrences that are counted through, all events together: an event every second cannot keep a process busy. */
const mostOccurrences = 50_000;
const longestReason = 120;

export type ReadCalendar =
  | { readonly kind: 'calendar'; readonly freezes: readonly Freeze[] }
  | { readonly kind: 'unreadable'; readonly sentence: string };

interface Range {
  readonly from: Instant;
  readonly to: Instant;
}

/**
 * The events of an iCalendar (RFC 5545) that touch a range; those that are marked as free (TRANSPARENT) or cancelled
 * are none. Times without a zone of their own are read in `zone`, and so are whole days.
 */
export function readCalendar(text: string, zone: string, range: Range): ReadCalendar {
  if (text.length > largestCalendar) {
    return unreadable(`it is larger than ${largestCalendar / 1_000_000} MB`);
  }
  try {
    const root = new ICAL.Component(z.array(z.unknown()).parse(ICAL.parse(text)));
    if (root.name !== 'vcalendar') return unreadable('it is no iCalendar file');
    return expand(root, zone, range);
  } catch {
    return unreadable('it is no iCalendar file that can be read');
  }
}

function unreadable(sentence: string): ReadCalendar {
  return { kind: 'unreadable', sentence };
}

function expand(root: ICAL.Component, zone: string, range: Range): ReadCalendar {
  const components = root.getAllSubcomponents('vevent');
  if (components.length > mostEvents) return unreadable(`it has more than ${mostEvents} events`);
  const freezes: Freeze[] = [];
  let left = mostOccurrences;
  for (const event of eventsOf(components)) {
    for (const one of occurrences(event, zone, range)) {
      left -= 1;
      if (left < 0) return unreadable(`its events recur more than ${mostOccurrences} times`);
      if (one !== null && one.to > range.from && one.from < range.to) freezes.push(one);
    }
  }
  return { kind: 'calendar', freezes };
}

/** Changed occurrences belong to their event; those of an event that is not there stand by themselves. */
function eventsOf(components: readonly ICAL.Component[]): readonly ICAL.Event[] {
  const events = components.map((component) => new ICAL.Event(component, { strictExceptions: true }));
  const main = events.filter((event) => !event.isRecurrenceException());
  const byUid = new Map(main.map((event) => [event.uid, event]));
  const alone: ICAL.Event[] = [];
  for (const exception of events.filter((event) => event.isRecurrenceException())) {
    const event = byUid.get(exception.uid);
    if (event?.isRecurring() === true) event.relateException(exception);
    else alone.push(exception);
  }
  return [...main, ...alone];
}

/** Null for an occurrence that does not count. */
function* occurrences(event: ICAL.Event, zone: string, range: Range): Generator<Freeze | null> {
  if (!event.isRecurring()) {
    yield freezeOf(event, event.startDate, event.endDate, zone);
    return;
  }
  // A changed occurrence may have been moved into the range from beyond its end.
  for (const exception of Object.values(event.exceptions)) {
    yield freezeOf(exception, exception.startDate, exception.endDate, zone);
  }
  const iterator = event.iterator();
  for (let next = iterator.next(); next !== undefined && next !== null; next = iterator.next()) {
    if (instantOfTime(next, zoneOf(event, 'dtstart') ?? zone, 'earlier') >= range.to) return;
    const { item, startDate, endDate } = event.getOccurrenceDetails(next);
    yield freezeOf(item, startDate, endDate, zone);
  }
}

function freezeOf(event: ICAL.Event, start: ICAL.Time, end: ICAL.Time, zone: string): Freeze | null {
  const value = (name: string) => String(event.component.getFirstPropertyValue(name) ?? '').toUpperCase();
  if (value('transp') === 'TRANSPARENT' || value('status') === 'CANCELLED') return null;
  const from = instantOfTime(start, zoneOf(event, 'dtstart') ?? zone, 'earlier');
  const to = instantOfTime(end, zoneOf(event, 'dtend') ?? zoneOf(event, 'dtstart') ?? zone, 'later');
  const span = { from, to };
  return covers(span, from) ? { ...span, zone, reason: reasonOf(event) } : null;
}

function reasonOf({ summary }: ICAL.Event): string {
  const line = Array.from(plainLine(summary ?? ''));
  if (line.length === 0) return 'an event without a title';
  return line.length > longestReason ? `${line.slice(0, longestReason).join('')}…` : line.join('');
}

/** The zone that a time names without the file describing it; null when it names none that is known. */
function zoneOf({ component }: ICAL.Event, name: 'dtstart' | 'dtend'): string | null {
  const named = component.getFirstProperty(name)?.getParameter('tzid');
  return typeof named === 'string' && isZone(named) ? named : null;
}

/** A zone that the file describes itself is taken as it is described. */
function instantOfTime(time: ICAL.Time, zone: string, either: 'earlier' | 'later'): Instant {
  if (!time.isDate && time.zone !== ICAL.Timezone.localTimezone) return time.toUnixTime() * 1000;
  const local = readLocal(localOf(time));
  if (local === null) throw new RangeError('no such time');
  return instantOf(local, zone, either);
}

function localOf({ year, month, day, hour, minute, second, isDate }: ICAL.Time): string {
  const two = (value: number) => String(value).padStart(2, '0');
  const date = `${String(year).padStart(4, '0')}-${two(month)}-${two(day)}`;
  return isDate ? `${date} 00:00` : `${date} ${two(hour)}:${two(minute)}:${two(Math.min(second, 59))}`;
}
