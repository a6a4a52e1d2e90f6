import type { Hours } from './hours.ts';
import { isZone } from './zones.ts';

const days = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'];
const wholeDay = { from: 0, to: 1440 };
const part = /^([a-z]{3})(?:-([a-z]{3}))?(?: (\d{2}):(\d{2})-(\d{2}):(\d{2}))?$/i;

/** Said of hours that cannot be read. */
export const hoursGrammar =
  'Hours are written `Mon-Fri 09:00-17:00 Europe/Berlin`: days, the time of the day, and last the time zone; several are separated by commas, `Fri 16:00-24:00, Sat-Sun Europe/Berlin`, and days without a time are meant whole.';

export type ReadHours =
  | { readonly kind: 'hours'; readonly hours: Hours }
  | { readonly kind: 'unreadable'; readonly sentence: string };

/** Reads `Mon-Fri 09:00-17:00 Europe/Berlin`. */
export function readHours(text: string): ReadHours {
  const line = text.trim().replace(/\s+/g, ' ').replace(/ ?- ?/g, '-');
  const space = line.lastIndexOf(' ');
  const zone = line.slice(space + 1);
  if (space === -1 || !/[a-z]/i.test(zone)) return unreadable(hoursGrammar);
  if (!isZone(zone)) {
    const isDay = days.includes(zone.slice(0, 3).toLowerCase());
    return unreadable(isDay ? hoursGrammar : `There is no time zone \`${zone}\`. ${hoursGrammar}`);
  }
  const spans: Hours['spans'] = [];
  for (const one of line.slice(0, space).split(',')) {
    const span = spanOf(one.trim());
    if (typeof span === 'string') return unreadable(span);
    spans.push(span);
  }
  return { kind: 'hours', hours: { text: line, zone, spans } };
}

function spanOf(text: string): Hours['spans'][number] | string {
  const [, first, last, ...clock] = part.exec(text) ?? [];
  if (first === undefined) return `\`${text}\` cannot be read. ${hoursGrammar}`;
  const [from, to] = [days.indexOf(first.toLowerCase()), days.indexOf((last ?? first).toLowerCase())];
  if (from === -1 || to === -1) return `\`${text}\` names no days. ${hoursGrammar}`;
  const times = clock[0] === undefined ? wholeDay : timesOf(clock.map(Number));
  if (times === null) return `\`${text}\` ends before it begins, or is no time of the day. ${hoursGrammar}`;
  return { days: range(from, to), ...times };
}

function timesOf([fromHour = 0, fromMinute = 0, toHour = 0, toMinute = 0]: readonly number[]) {
  const [from, to] = [fromHour * 60 + fromMinute, toHour * 60 + toMinute];
  const real = fromMinute < 60 && toMinute < 60 && to <= 1440;
  return real && from < to ? { from, to } : null;
}

/** `Sat-Mon` goes over the end of the week. */
function range(from: number, to: number): number[] {
  const length = ((to - from + 7) % 7) + 1;
  return Array.from({ length }, (_, index) => ((from + index) % 7) + 1);
}

function unreadable(sentence: string): ReadHours {
  return { kind: 'unreadable', sentence };
}
