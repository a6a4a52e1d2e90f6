import { parentPort, workerData } from 'node:worker_threads';
import { readCalendar } from '../../core/calendar/ical.ts';
import { stayBehindOthers } from '../behind-others.ts';

interface Asked {
  readonly text: string;
  readonly zone: string;
  readonly range: { readonly from: number; readonly to: number };
}

/** Begun by fetch-calendar.ts, which made what is in `workerData`. Reads one calendar and ends. */
stayBehindOthers();
const { text, zone, range } = workerData as Asked;
parentPort?.postMessage(readCalendar(text, zone, range));
