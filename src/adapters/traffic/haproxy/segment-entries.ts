import { createHash } from 'node:crypto';
import type { Segment } from '../../../core/rollout/plan.ts';
import { millionths } from './split-value.ts';

/** One entry for each value of a segment: the value's bytes in hex, as HAProxy writes them, to the segment's weight. */
export function segmentEntries(route: string, segments: readonly Segment[]): ReadonlyMap<string, string> {
  return new Map(
    segments.flatMap(({ name, values, weight }) =>
      values.map((value) => {
        const hex = Buffer.from(value, 'utf8').toString('hex').toUpperCase();
        return [`${segmentPrefix(route)}${name}/${hex}`, String(millionths(weight))] as const;
      }),
    ),
  );
}

export function segmentPrefix(route: string): string {
  return `${route}/segment/`;
}

/** The live ones of a route. */
export function liveSegments(
  route: string,
  entries: ReadonlyMap<string, string>,
): ReadonlyMap<string, string> {
  return new Map([...entries].filter(([key]) => key.startsWith(segmentPrefix(route))));
}

export function digestOf(entries: ReadonlyMap<string, string>): string {
  const lines = [...entries].map(([key, value]) => `${key} ${value}`).sort();
  return createHash('sha256').update(lines.join('\n')).digest('base64url').slice(0, 16);
}
