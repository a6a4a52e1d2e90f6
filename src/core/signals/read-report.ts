import { z } from 'zod';
import { VersionName } from '../ids.ts';
import { quoted } from '../prose.ts';
import { type Refusal, refuse } from '../refusal.ts';
import type { Instant } from '../time.ts';
import { findKnownSlot, knownNames } from './find-slot.ts';
import { type KnownSlot, type ReportSignal, strangersText } from './signal.ts';

const longestIdentity = 200;
const mostAtOnce = 10_000;

const word = z.string().min(1).max(100);
const Body = z.strictObject({
  id: z.string().min(1).max(longestIdentity),
  event: word,
  service: word,
  environment: word,
  version: VersionName.optional(),
  count: z.number().int().min(1).max(mostAtOnce).optional(),
  text: z.string().max(2000).optional(),
});

/** Said of a key that has something else in it. */
const meanings: Readonly<Record<keyof z.infer<typeof Body>, string>> = {
  id: `is a text of at most ${longestIdentity} characters, another one for every report`,
  event: 'is the name of what is reported',
  service: 'is the name of a service',
  environment: 'is the name of an environment',
  version: 'is a version such as v1.4.2, or left out',
  count: `is a whole number from 1 to ${mostAtOnce}, or left out for 1`,
  text: 'is a text of at most 2000 characters, or left out',
};

/** What one source may report, and of what. */
export interface ReportRules {
  readonly source: string;
  readonly events: readonly string[];
  readonly slots: readonly KnownSlot[];
}

/** Reads `{id, event, service, environment, version?, count?, text?}`. */
export function readReport(
  body: unknown,
  { source, events, slots }: ReportRules,
  now: Instant,
): ReportSignal | Refusal {
  const read = Body.safeParse(body);
  if (!read.success) return refuse('bad-report', mistakeIn(read.error));
  const { id, event, service, environment, version, count, text } = read.data;
  if (!events.includes(event)) {
    const sentence = `${source} does not report ${quoted(event)}. ${knownNames(event, events, 'It reports')}`;
    return refuse('no-such-event', sentence);
  }
  const slot = findKnownSlot(slots, service, environment);
  if ('kind' in slot) return slot;
  return {
    kind: 'report',
    service: slot.service,
    environment: slot.environment,
    source,
    identity: id,
    event,
    version: version ?? null,
    text: text === undefined ? null : strangersText(text),
    count: count ?? 1,
    at: now,
  };
}

function mistakeIn({ issues }: z.ZodError): string {
  const [issue] = issues;
  const known = Object.keys(meanings);
  if (issue?.code === 'unrecognized_keys') {
    const [key = ''] = issue.keys;
    return `A report has no key ${quoted(key)}. ${knownNames(key, known, 'It has')}`;
  }
  const key = issue?.path[0];
  const meaning = typeof key === 'string' ? Object.entries(meanings).find(([one]) => one === key) : undefined;
  if (meaning === undefined) return `A report is a JSON object with these keys: ${known.join(', ')}.`;
  return `\`${meaning[0]}\` ${meaning[1]}.`;
}
