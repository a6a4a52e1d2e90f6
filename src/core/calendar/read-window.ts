import type { Instant } from '../time.ts';
import { type Either, instantOf, isZone, readLocal } from './zones.ts';

export type ReadMoment =
  | { readonly kind: 'moment'; readonly at: Instant; readonly zone: string }
  | { readonly kind: 'unreadable'; readonly sentence: string };

const grammar = 'A moment is written with its time zone, `2026-12-20 18:00 Europe/Berlin`';

/** Reads `2026-12-20 18:00 Europe/Berlin`. */
export function readMoment(text: string, either: Either): ReadMoment {
  const line = text.trim().replace(/\s+/g, ' ');
  const [, time, zone] = /^(\d{4}-\d{2}-\d{2}[ T]\d{2}:\d{2}(?::\d{2})?) (\S+)$/.exec(line) ?? [];
  if (time === undefined || zone === undefined) return { kind: 'unreadable', sentence: `${grammar}.` };
  const local = readLocal(time);
  if (local === null) return { kind: 'unreadable', sentence: `There is no \`${time}\`. ${grammar}.` };
  if (!isZone(zone))
    return { kind: 'unreadable', sentence: `There is no time zone \`${zone}\`. ${grammar}.` };
  return { kind: 'moment', at: instantOf(local, zone, either), zone };
}
