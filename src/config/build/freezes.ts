import { readCron } from '../../core/calendar/cron.ts';
import type { FreezeWindow } from '../../core/calendar/freeze.ts';
import { readHours } from '../../core/calendar/read-hours.ts';
import { readMoment } from '../../core/calendar/read-window.ts';
import { isZone } from '../../core/calendar/zones.ts';
import type { FreezeCalendar } from '../config.ts';
import { error, type Path, type Report } from '../mistake.ts';
import type { Root } from '../schema/root.ts';

type Declared = NonNullable<Root['environments'][string]>;
type Entry = NonNullable<Declared['freeze']>[number];

export interface BuiltFreezes {
  readonly freezes: readonly FreezeWindow[];
  readonly calendars: readonly FreezeCalendar[];
}

/** Calendars of events without a zone, where the file names none. */
const usualZone = 'UTC';

/** An entry that is wrong is left out; what is wrong is reported. */
export function buildFreezes(name: string, declared: Declared | null, report: Report): BuiltFreezes {
  const entries = (declared?.freeze ?? []).map((entry, index) => ({
    entry,
    index,
    path: ['environments', name, 'freeze', index],
  }));
  return {
    freezes: entries.flatMap(({ entry, path }) => windowOf(entry, path, report) ?? []),
    calendars: entries.flatMap(({ entry, index }) => {
      if (entry.ical === undefined) return [];
      const required = entry.required ?? declared?.production ?? false;
      const label = entry.reason ?? `${name}.freeze[${index}]`;
      return [{ label, source: entry.ical, zone: entry.zone ?? usualZone, required }];
    }),
  };
}

function windowOf(entry: Entry, path: Path, report: Report): FreezeWindow | null {
  const { from, every, ical, zone } = entry;
  if (zone !== undefined && !isZone(zone)) {
    report(error([...path, 'zone'], 'unknown-zone', `There is no time zone \`${zone}\`.`, zoneExpected));
    return null;
  }
  const begins = [from, every, ical].filter((one) => one !== undefined);
  if (begins.length !== 1) {
    const sentence = 'A freeze window has one of `from` (with `to` or `for`), `every` and `ical`.';
    const about = [
      [...path, 'ical'],
      [...path, 'from'],
      [...path, 'every'],
    ];
    report(error(path, 'wrong-window', sentence, { expected: '`from`, `every` or `ical`', about }));
    return null;
  }
  if (ical !== undefined) return null;
  if (entry.reason === undefined) {
    report(
      error(path, 'missing-key', 'A freeze window says why: give it a `reason`.', { expected: '`reason`' }),
    );
    return null;
  }
  if (every !== undefined) return weeklyOf(every, entry.reason, [...path, 'every'], report);
  if (from === undefined) return null;
  const isMoment = /^\s*\d{4}-/.test(from);
  return isMoment ? onceOf(from, entry, path, report) : cronOf(from, entry, path, report);
}

const zoneExpected = { expected: 'a name such as `Europe/Berlin`' };

function weeklyOf(every: string, reason: string, path: Path, report: Report): FreezeWindow | null {
  const read = readHours(every);
  if (read.kind === 'hours') return { kind: 'weekly', hours: read.hours, reason };
  report(error(path, 'unreadable-hours', read.sentence, { expected: 'hours with a time zone' }));
  return null;
}

function onceOf(from: string, entry: Entry, path: Path, report: Report): FreezeWindow | null {
  const begin = readMoment(from, 'earlier');
  if (begin.kind === 'unreadable') return refuse(report, [...path, 'from'], begin.sentence);
  if ((entry.to === undefined) === (entry.for === undefined)) return needsEnd(report, path);
  const end = entry.to === undefined ? null : readMoment(entry.to, 'later');
  if (end?.kind === 'unreadable') return refuse(report, [...path, 'to'], end.sentence);
  const to = end === null ? begin.at + (entry.for ?? 0) : end.at;
  if (to <= begin.at) {
    const sentence = 'This freeze window ends before it begins, so it would never be open.';
    report(error([...path, 'to'], 'window-ends-first', sentence, { expected: 'a moment after `from`' }));
    return null;
  }
  return { kind: 'once', from: begin.at, to, zone: begin.zone, reason: entry.reason ?? '' };
}

function cronOf(from: string, entry: Entry, path: Path, report: Report): FreezeWindow | null {
  const { zone, to, reason = '' } = entry;
  if (zone === undefined) {
    const sentence =
      'A cron expression means another time in every zone: say `zone:`, such as `Europe/Berlin`.';
    report(error([...path, 'from'], 'missing-key', sentence, zoneExpected));
    return null;
  }
  if ((to === undefined) === (entry.for === undefined)) return needsEnd(report, path);
  if (readCron(from, zone) === null) return refuse(report, [...path, 'from'], cronGrammar(from));
  if (to === undefined) {
    return { kind: 'cron', from, ends: { kind: 'after', lasts: entry.for ?? 0 }, zone, reason };
  }
  if (readCron(to, zone) === null) return refuse(report, [...path, 'to'], cronGrammar(to));
  return { kind: 'cron', from, ends: { kind: 'cron', to }, zone, reason };
}

function cronGrammar(text: string): string {
  return `\`${text}\` cannot be read, or never comes. A moment is written \`2026-12-20 18:00 Europe/Berlin\`; a cron expression has five fields, minute, hour, day, month and weekday, such as \`0 16 * * 5\` for Fridays at 16:00.`;
}

function needsEnd(report: Report, path: Path): null {
  const sentence = 'Say when this freeze window ends: `to`, or `for` how long, and one of them only.';
  report(error(path, 'wrong-window', sentence, { expected: '`to` or `for`' }));
  return null;
}

function refuse(report: Report, path: Path, sentence: string): null {
  report(error(path, 'unreadable-window', sentence, { expected: 'a moment with its time zone, or cron' }));
  return null;
}
