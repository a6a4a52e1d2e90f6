import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createFetchCalendar } from '../../../src/adapters/calendar/fetch-calendar.ts';
import type { CalendarSource } from '../../../src/ports/read-calendar.ts';

const folder = mkdtempSync(join(tmpdir(), 'belay-fetch-calendar-'));
let server: Server;
let address = '';

const calendar = (rule: string) =>
  `BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//x//x//EN\r\nBEGIN:VEVENT\r\nUID:1\r\nSUMMARY:Move\r\nDTSTART:20261224T120000Z\r\nDURATION:PT1H\r\n${rule}END:VEVENT\r\nEND:VCALENDAR\r\n`;

beforeAll(async () => {
  server = createServer(({ url }, response) => {
    if (url === '/moved') response.writeHead(302, { location: '/good' }).end();
    else if (url === '/large') response.end('x'.repeat(3_000_000));
    else response.end(calendar(''));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

afterAll(() => {
  server.close();
  rmSync(folder, { recursive: true });
});

function fetched(source: CalendarSource, patience?: number) {
  const range = { from: Date.parse('2026-12-01T00:00Z'), to: Date.parse('2027-12-01T00:00Z') };
  return createFetchCalendar(patience)({ source, zone: 'UTC', ...range });
}

const at = (path: string): CalendarSource => ({ kind: 'url', url: () => `${address}${path}` });

describe('a calendar', () => {
  it('is fetched from an address or a file', async () => {
    const found = { kind: 'calendar', freezes: [{ reason: 'Move', from: Date.parse('2026-12-24T12:00Z') }] };
    expect(await fetched(at('/good'))).toMatchObject(found);
    const path = join(folder, 'a.ics');
    writeFileSync(path, calendar(''));
    expect(await fetched({ kind: 'file', path })).toMatchObject(found);
  });

  it('that cannot be had says why, and nothing of a secret address', async () => {
    expect(await fetched(at('/moved'))).toEqual({ kind: 'unreadable', sentence: 'its server answers 302' });
    expect(await fetched(at('/large'))).toMatchObject({ sentence: 'it is larger than 2 MB' });
    const plain: CalendarSource = { kind: 'url', url: () => 'http://example.com/hunter2.ics' };
    expect(await fetched(plain)).toMatchObject({ sentence: 'its address does not begin with https://' });
    const gone: CalendarSource = { kind: 'url', url: () => 'http://127.0.0.1:1/hunter2' };
    expect(await fetched(gone)).toEqual({ kind: 'unreadable', sentence: 'it could not be fetched' });
    const none: CalendarSource = {
      kind: 'url',
      url: () => {
        throw new TypeError('hunter2');
      },
    };
    expect(await fetched(none)).toEqual({ kind: 'unreadable', sentence: 'it could not be fetched' });
    const path = join(folder, 'none.ics');
    expect(await fetched({ kind: 'file', path })).toMatchObject({
      sentence: `the file ${path} cannot be read`,
    });
    expect(await fetched({ kind: 'file', path: '/dev/zero' })).toMatchObject({
      sentence: '/dev/zero is no file',
    });
  });

  it('whose event recurs in vain is given up', async () => {
    const path = join(folder, 'vain.ics');
    writeFileSync(path, calendar('RRULE:FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30\r\n'));
    expect(await fetched({ kind: 'file', path }, 500)).toEqual({
      kind: 'unreadable',
      sentence: 'it took too long to read',
    });
  });
});
