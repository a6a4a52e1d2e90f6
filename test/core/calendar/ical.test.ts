import { describe, expect, it } from 'vitest';
import { readCalendar } from '../../../src/core/calendar/ical.ts';

const range = { from: Date.parse('2026-11-01T00:00Z'), to: Date.parse('2027-12-01T00:00Z') };

function calendar(...parts: readonly (readonly string[])[]): string {
  return ['BEGIN:VCALENDAR', 'VERSION:2.0', 'PRODID:-//x//x//EN', ...parts.flat(), 'END:VCALENDAR'].join(
    '\r\n',
  );
}

function event(...lines: readonly string[]): readonly string[] {
  return ['BEGIN:VEVENT', 'UID:1', 'SUMMARY:Holidays', ...lines, 'END:VEVENT'];
}

function freezes(text: string): readonly string[] {
  const read = readCalendar(text, 'Europe/Berlin', range);
  if (read.kind === 'unreadable') return [read.sentence];
  const iso = (at: number) => new Date(at).toISOString().slice(0, 16);
  return read.freezes.map(({ from, to, reason }) => `${iso(from)} ${iso(to)} ${reason}`).toSorted();
}

describe('a calendar', () => {
  it('has events that recur on the clocks of their zone, but for those taken out', () => {
    const text = calendar(
      event(
        'DTSTART;TZID=Europe/Berlin:20200306T160000',
        'DTEND;TZID=Europe/Berlin:20200306T180000',
        'RRULE:FREQ=YEARLY;COUNT=10',
        'EXDATE;TZID=Europe/Berlin:20260306T160000',
      ),
    );
    expect(freezes(text)).toEqual(['2027-03-06T15:00 2027-03-06T17:00 Holidays']);
    const monthly = 'RRULE:FREQ=MONTHLY;BYDAY=-1FR;UNTIL=20270501T000000Z';
    const months = calendar(
      event(
        'DTSTART;TZID=Europe/Berlin:20270129T160000',
        'DURATION:PT2H',
        monthly,
        'EXDATE;TZID=Europe/Berlin:20270226T160000',
      ),
    );
    expect(freezes(months)).toEqual([
      '2027-01-29T15:00 2027-01-29T17:00 Holidays',
      '2027-03-26T15:00 2027-03-26T17:00 Holidays',
      '2027-04-30T14:00 2027-04-30T16:00 Holidays',
    ]);
  });

  it('has occurrences that were moved or called off', () => {
    const text = calendar(
      event('DTSTART:20270101T100000Z', 'DTEND:20270101T110000Z', 'RRULE:FREQ=DAILY;COUNT=3'),
      event('RECURRENCE-ID:20270102T100000Z', 'DTSTART:20270105T100000Z', 'DTEND:20270105T120000Z'),
      event(
        'RECURRENCE-ID:20270103T100000Z',
        'STATUS:CANCELLED',
        'DTSTART:20270103T100000Z',
        'DTEND:20270103T110000Z',
      ),
    );
    expect([...new Set(freezes(text))]).toEqual([
      '2027-01-01T10:00 2027-01-01T11:00 Holidays',
      '2027-01-05T10:00 2027-01-05T12:00 Holidays',
    ]);
  });

  it('has whole days of the zone that was asked for, and a zone that it describes itself', () => {
    expect(freezes(calendar(event('DTSTART;VALUE=DATE:20261224', 'DTEND;VALUE=DATE:20261227')))).toEqual([
      '2026-12-23T23:00 2026-12-26T23:00 Holidays',
    ]);
    expect(freezes(calendar(event('DTSTART;VALUE=DATE:20261224')))).toEqual([
      '2026-12-23T23:00 2026-12-24T23:00 Holidays',
    ]);
    const own = [
      'BEGIN:VTIMEZONE',
      'TZID:Office',
      'BEGIN:STANDARD',
      'DTSTART:19700101T000000',
      'TZOFFSETFROM:+0300',
      'TZOFFSETTO:+0300',
      'END:STANDARD',
      'END:VTIMEZONE',
    ];
    expect(freezes(calendar(own, event('DTSTART;TZID=Office:20261224T120000', 'DURATION:PT1H')))).toEqual([
      '2026-12-24T09:00 2026-12-24T10:00 Holidays',
    ]);
    expect(freezes(calendar(event('DTSTART:20261224T120000', 'DURATION:PT1H')))).toEqual([
      '2026-12-24T11:00 2026-12-24T12:00 Holidays',
    ]);
  });

  it('leaves out what is marked as free, was called off, or lasts no time', () => {
    const times = ['DTSTART:20261224T120000Z', 'DTEND:20261224T130000Z'];
    expect(freezes(calendar(event(...times, 'TRANSP:TRANSPARENT')))).toEqual([]);
    expect(freezes(calendar(event(...times, 'STATUS:CANCELLED')))).toEqual([]);
    expect(freezes(calendar(event('DTSTART:20261224T120000Z')))).toEqual([]);
    expect(freezes(calendar(event('DTSTART:20250101T120000Z', 'DURATION:PT1H')))).toEqual([]);
  });

  it('that cannot be read, or is too much of it, is refused', () => {
    expect(freezes('')).toEqual(['it is no iCalendar file']);
    expect(freezes('<html></html>')).toEqual(['it is no iCalendar file that can be read']);
    expect(freezes(`BEGIN:VCARD\r\nVERSION:4.0\r\nFN:x\r\nEND:VCARD`)).toEqual(['it is no iCalendar file']);
    expect(freezes('x'.repeat(2_000_001))).toEqual(['it is larger than 2 MB']);
    const second = event('DTSTART:20261224T000000Z', 'DURATION:PT1S', 'RRULE:FREQ=SECONDLY');
    expect(freezes(calendar(second))).toEqual(['its events recur more than 50000 times']);
  });
});
