import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import {
  currentFreeze,
  type FreezeWindow,
  freezesOf,
  nextFreeze,
} from '../../../src/core/calendar/freeze.ts';
import { readHours } from '../../../src/core/calendar/read-hours.ts';
import { readMoment } from '../../../src/core/calendar/read-window.ts';
import { outOfHours } from '../../../src/core/calendar/staffed.ts';
import { weekly } from '../../../src/core/calendar/weekly.ts';
import { isZone, localText } from '../../../src/core/calendar/zones.ts';

const at = (text: string) => Date.parse(text);
const iso = (instant: number | undefined) => (instant === undefined ? null : new Date(instant).toISOString());

function hours(text: string) {
  const read = readHours(text);
  if (read.kind === 'unreadable') throw new Error(read.sentence);
  return read.hours;
}

function freezeAt(windows: readonly FreezeWindow[], now: string) {
  const found = currentFreeze(windows.map(freezesOf), at(now));
  return found === null ? null : [found.reason, iso(found.from), iso(found.to)];
}

describe('a moment in a time zone', () => {
  const moments: readonly (readonly [string, string, string])[] = [
    // Clocks go from 02:00 to 03:00.
    ['2026-03-29 02:30 Europe/Berlin', '2026-03-29T00:30:00.000Z', '2026-03-29T01:30:00.000Z'],
    // Clocks go from 03:00 back to 02:00.
    ['2026-10-25 02:30 Europe/Berlin', '2026-10-25T00:30:00.000Z', '2026-10-25T01:30:00.000Z'],
    ['2026-03-08 02:30 America/New_York', '2026-03-08T06:30:00.000Z', '2026-03-08T07:30:00.000Z'],
    ['2026-11-01 01:30 America/New_York', '2026-11-01T05:30:00.000Z', '2026-11-01T06:30:00.000Z'],
    // Half an hour forward in October, half an hour back in April.
    ['2026-10-04 02:15 Australia/Lord_Howe', '2026-10-03T15:15:00.000Z', '2026-10-03T15:45:00.000Z'],
    ['2026-04-05 01:45 Australia/Lord_Howe', '2026-04-04T14:45:00.000Z', '2026-04-04T15:15:00.000Z'],
    ['2026-12-20 18:00 Europe/Berlin', '2026-12-20T17:00:00.000Z', '2026-12-20T17:00:00.000Z'],
  ];

  it.each(moments)('%s is read so that a window is as wide as it can be', (text, earlier, later) => {
    expect(readMoment(text, 'earlier')).toMatchObject({ at: at(earlier) });
    expect(readMoment(text, 'later')).toMatchObject({ at: at(later) });
  });

  it.each([
    ['2026-02-30 18:00 Europe/Berlin', 'There is no `2026-02-30 18:00`'],
    ['2026-12-20 18:00 Europe/Brelin', 'There is no time zone `Europe/Brelin`'],
    ['2026-12-20 18:00', 'with its time zone'],
    ['2026-12-20 18:00 +01:00', 'There is no time zone `+01:00`'],
    ['tomorrow', 'with its time zone'],
  ])('%s is none', (text, sentence) => {
    expect(readMoment(text, 'earlier')).toMatchObject({
      kind: 'unreadable',
      sentence: expect.stringContaining(sentence),
    });
  });

  it('is told with its zone', () => {
    expect(localText(at('2027-01-04T07:00Z'), 'Europe/Berlin')).toBe('Mon 2027-01-04 08:00 (Europe/Berlin)');
    expect([isZone('Europe/Berlin'), isZone('UTC'), isZone('Mars/Base'), isZone('__proto__')]).toEqual([
      true,
      true,
      false,
      false,
    ]);
  });
});

describe('hours of the week', () => {
  it('are days, times and a zone', () => {
    expect(hours('Mon-Fri 09:00-17:00 Europe/Berlin')).toMatchObject({
      zone: 'Europe/Berlin',
      spans: [{ days: [1, 2, 3, 4, 5], from: 540, to: 1020 }],
    });
    expect(hours('Fri 16:00-24:00, Sat - Mon Europe/Berlin').spans).toEqual([
      { days: [5], from: 960, to: 1440 },
      { days: [6, 7, 1], from: 0, to: 1440 },
    ]);
  });

  it.each([
    ['Mon-Fri 09:00-17:00', 'Hours are written'],
    ['Mon-Fri', 'Hours are written'],
    ['Mon-Fri 17:00-09:00 Europe/Berlin', 'ends before it begins'],
    ['Mon-Fri 09:00-24:01 Europe/Berlin', 'ends before it begins'],
    ['Foo 09:00-17:00 Europe/Berlin', 'names no days'],
    ['Mon 9-17 Europe/Berlin', 'cannot be read'],
    ['Mon 09:00-17:00 Europe/Nowhere', 'There is no time zone `Europe/Nowhere`'],
    ['', 'Hours are written'],
  ])('%s are none', (text, sentence) => {
    expect(readHours(text)).toMatchObject({ sentence: expect.stringContaining(sentence) });
  });

  it('begin next on the clocks of their zone, over a change of the clocks too', () => {
    const office = hours('Mon-Fri 09:00-17:00 Europe/Berlin');
    expect(outOfHours(office, at('2026-03-27T15:59Z'))).toBeNull();
    const closed = outOfHours(office, at('2026-03-27T16:00Z'));
    expect(iso(closed?.until ?? undefined)).toBe('2026-03-30T07:00:00.000Z');
    expect(closed?.text).toBe('they begin Mon 2026-03-30 09:00 (Europe/Berlin)');
  });

  it('are open or begin later, never both and never in the past', () => {
    const zones = ['Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe', 'UTC', 'Asia/Kolkata'];
    const instants = fc.integer({ min: at('2026-01-01T00:00Z'), max: at('2028-01-01T00:00Z') });
    fc.assert(
      fc.property(fc.constantFrom(...zones), instants, (zone, now) => {
        const spans = weekly(hours(`Mon-Thu 22:15-24:00, Tue-Fri 00:00-06:45 ${zone}`), 'widest');
        const open = spans.at(now);
        const next = spans.after(open?.to ?? now);
        if (open !== null && (open.from > now || open.to <= now)) return false;
        return next !== null && next.from > now && spans.at(next.from)?.to === next.to;
      }),
      { numRuns: 60 },
    );
  });
});

describe('freeze windows', () => {
  const zone = 'Europe/Berlin';
  const once = (from: string, to: string, reason: string): FreezeWindow => ({
    kind: 'once',
    from: at(from),
    to: at(to),
    zone,
    reason,
  });

  it('that overlap or follow at once are one, with the reason of the one that lasts', () => {
    const windows = [
      once('2026-12-20T17:00Z', '2026-12-24T00:00Z', 'audit'),
      once('2026-12-23T00:00Z', '2026-12-27T00:00Z', 'holidays'),
      once('2026-12-27T00:00Z', '2027-01-04T07:00Z', 'year end'),
      once('2027-02-01T00:00Z', '2027-02-02T00:00Z', 'move'),
    ];
    expect(freezeAt(windows, '2026-12-20T16:59Z')).toBeNull();
    expect(freezeAt(windows, '2026-12-20T17:00Z')).toEqual([
      'audit',
      '2026-12-20T17:00:00.000Z',
      '2027-01-04T07:00:00.000Z',
    ]);
    expect(freezeAt(windows, '2027-01-04T07:00Z')).toBeNull();
    const next = nextFreeze(windows.map(freezesOf), at('2026-12-21T00:00Z'));
    expect([next?.reason, iso(next?.from)]).toEqual(['move', '2027-02-01T00:00:00.000Z']);
  });

  it('come again by cron, for so long or until another expression comes, on the clocks of their zone', () => {
    const lasting: FreezeWindow = {
      kind: 'cron',
      from: '0 16 * * 5',
      ends: { kind: 'after', lasts: 64 * 3_600_000 },
      zone,
      reason: 'weekend',
    };
    const until: FreezeWindow = { ...lasting, ends: { kind: 'cron', to: '0 8 * * 1' } };
    // Clocks go back in this weekend: so many hours end an hour earlier on the clock than the expression.
    expect(freezeAt([lasting], '2026-10-23T14:00Z')?.[2]).toBe('2026-10-26T06:00:00.000Z');
    expect(freezeAt([until], '2026-10-23T14:00Z')?.[2]).toBe('2026-10-26T07:00:00.000Z');
    expect(freezeAt([until], '2026-10-23T13:59Z')).toBeNull();
    expect(freezeAt([until], '2026-10-26T07:00Z')).toBeNull();
    expect(iso(nextFreeze([freezesOf(until)], at('2026-10-26T07:00Z'))?.from)).toBe(
      '2026-10-30T15:00:00.000Z',
    );
  });

  it('of the week are one from Friday to Monday', () => {
    const window: FreezeWindow = {
      kind: 'weekly',
      hours: hours('Fri 16:00-24:00, Sat-Sun Europe/Berlin'),
      reason: 'weekend',
    };
    expect(freezeAt([window], '2026-11-21T12:00Z')).toEqual([
      'weekend',
      '2026-11-20T23:00:00.000Z',
      '2026-11-22T23:00:00.000Z',
    ]);
    expect(freezeAt([window], '2026-11-20T15:00Z')?.[2]).toBe('2026-11-22T23:00:00.000Z');
  });

  test('that nobody declared are never open', () => {
    expect(currentFreeze([], 0)).toBeNull();
    expect(nextFreeze([], 0)).toBeNull();
  });
});
