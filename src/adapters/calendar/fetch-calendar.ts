import { open, stat } from 'node:fs/promises';
import { z } from 'zod';
import { largestCalendar, type ReadCalendar } from '../../core/calendar/ical.ts';
import type { Millis } from '../../core/time.ts';
import type { CalendarSource, FetchCalendar } from '../../ports/read-calendar.ts';
import { createThreads } from '../threads.ts';

const timeout: Millis = 10_000;
/** Reading is done in a thread of its own: an event that recurs in vain is counted through for ever. */
const usualPatience: Millis = 10_000;

const Answer: z.ZodType<ReadCalendar> = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('calendar'),
    freezes: z.array(z.object({ from: z.number(), to: z.number(), reason: z.string(), zone: z.string() })),
  }),
  z.object({ kind: z.literal('unreadable'), sentence: z.string() }),
]);

/** Why a calendar was not fetched, as the end of a sentence. */
class NotFetched extends Error {}

/** Reads calendars from files and https addresses, none larger than the core takes. */
export function createFetchCalendar(patience: Millis = usualPatience): FetchCalendar {
  const inThread = createThreads({ atOnce: 1, waiting: 100, patience });
  return async ({ source, zone, from, to }) => {
    try {
      const text = await textOf(source);
      const script = new URL('./calendar-thread.ts', import.meta.url);
      return Answer.parse(await inThread(script, { text, zone, range: { from, to } }));
    } catch (error) {
      return { kind: 'unreadable', sentence: why(error) };
    }
  };
}

function why(error: unknown): string {
  if (error instanceof NotFetched) return error.message;
  const late = error instanceof Error && ['TimeoutError', 'AbortError'].includes(error.name);
  return late ? 'it took too long to read' : 'it could not be fetched';
}

function textOf(source: CalendarSource): Promise<string> {
  return source.kind === 'file' ? readText(source.path) : fetchText(source.url());
}

async function readText(path: string): Promise<string> {
  const unread = () => {
    throw new NotFetched(`the file ${path} cannot be read`);
  };
  // A pipe would be waited for before it could be looked at, and a device never ends.
  const found = await stat(path).catch(unread);
  if (!found.isFile()) throw new NotFetched(`${path} is no file`);
  await using file = await open(path).catch(unread);
  const { size } = await file.stat();
  if (size > largestCalendar) throw tooLarge();
  return file.readFile('utf8');
}

/** Redirects are not followed: whoever knows the address knows what is in the calendar. */
async function fetchText(address: string): Promise<string> {
  const url = URL.parse(address.trim());
  const secure =
    url?.protocol === 'https:' || ['127.0.0.1', 'localhost', '[::1]'].includes(url?.hostname ?? '');
  if (url === null || !secure) throw new NotFetched('its address does not begin with https://');
  const response = await fetch(url, { redirect: 'manual', signal: AbortSignal.timeout(timeout) });
  if (!response.ok || response.body === null) {
    await response.body?.cancel();
    throw new NotFetched(`its server answers ${response.status}`);
  }
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const part of response.body) {
    size += part.byteLength;
    if (size > largestCalendar) throw tooLarge();
    parts.push(part);
  }
  return Buffer.concat(parts).toString('utf8');
}

function tooLarge(): NotFetched {
  return new NotFetched(`it is larger than ${largestCalendar / 1_000_000} MB`);
}
