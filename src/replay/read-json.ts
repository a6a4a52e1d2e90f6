import { z } from 'zod';
import { parseDuration } from '../core/time.ts';
import { RecordedNumber, RecordedTime, shown } from './read-number.ts';
import { RecordedSideOrNothing } from './read-side.ts';
import { mostIntervals, type ReadRecording, type RecordingOptions } from './recording.ts';

const File = z.strictObject({
  interval: z
    .string()
    .transform((text, context) => {
      const interval = parseDuration(text);
      if (interval !== null && interval > 0) return interval;
      context.addIssue({ code: 'custom', message: `a duration such as 1m is expected, not ${shown(text)}` });
      return z.NEVER;
    })
    .optional(),
  counts: z.enum(['interval', 'total']).optional(),
  durations: z.enum(['ms', 's']).optional(),
  intervals: z.array(
    z.strictObject({
      at: RecordedTime,
      weight: RecordedNumber.optional(),
      metrics: z.record(
        z.string(),
        z.strictObject({
          canary: RecordedSideOrNothing.optional(),
          stable: RecordedSideOrNothing.optional(),
        }),
      ),
    }),
  ),
});

/** Reads a recording in JSON; docs/replay.md says how one is written. */
export function readJson(text: string, options: RecordingOptions): ReadRecording {
  const data = parseJson(text);
  if (data.kind === 'unreadable') return data;
  const read = File.safeParse(data.value);
  if (!read.success) return { kind: 'unreadable', mistakes: mistakesOf(read.error) };
  const { interval, counts, durations, intervals } = read.data;
  if (intervals.length > mostIntervals) {
    const mistake = `intervals: there are ${intervals.length}, and at most ${mostIntervals} are judged. Record longer ones.`;
    return { kind: 'unreadable', mistakes: [mistake] };
  }
  return {
    kind: 'recording',
    recording: {
      interval: options.interval ?? interval ?? null,
      counts: options.counts ?? counts ?? 'interval',
      durations: options.durations ?? durations ?? 'ms',
      problems: [],
      intervals: intervals.map(({ at, weight, metrics }) => ({
        at,
        weight: weight ?? null,
        metrics: new Map(
          Object.entries(metrics).map(([name, { canary, stable }]) => [
            name,
            { canary: canary ?? null, stable: stable ?? null },
          ]),
        ),
      })),
    },
  };
}

function parseJson(
  text: string,
): { readonly kind: 'json'; readonly value: unknown } | Extract<ReadRecording, { kind: 'unreadable' }> {
  try {
    return { kind: 'json', value: JSON.parse(text) };
  } catch (error) {
    const why = error instanceof Error ? error.message : 'it cannot be parsed';
    return { kind: 'unreadable', mistakes: [`This is no JSON: ${why}.`] };
  }
}

/** More than this helps nobody: what is wrong once is usually wrong everywhere. */
const listed = 10;

function mistakesOf({ issues }: z.ZodError): readonly string[] {
  const named = issues.slice(0, listed).map(({ path, message }) => `${place(path)}${message}.`);
  return issues.length > listed ? [...named, `… and ${issues.length - listed} more.`] : named;
}

/** `intervals[3].metrics.p95.canary: ` */
function place(path: readonly PropertyKey[]): string {
  const text = path.reduce<string>((before, step) => {
    if (typeof step === 'number') return `${before}[${step}]`;
    return before === '' ? String(step) : `${before}.${String(step)}`;
  }, '');
  return text === '' ? '' : `${text}: `;
}
