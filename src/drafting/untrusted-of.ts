import { setImmediate as turn } from 'node:timers/promises';
import type { Untrusted } from '../core/documents/drafts/draft.ts';
import { cap, clean, type Removed } from '../core/documents/untrusted/clean.ts';
import type { Recorded } from '../core/rollout/events.ts';
import type { Rollout } from '../core/rollout/state.ts';
import type { ChangeDescription } from '../ports/change-description.ts';
import type { Redact } from '../ports/redact.ts';

/** Most of each source, in UTF-16 code units. */
const limits: { readonly [S in Untrusted['source']]: number } = {
  'pull-request-title': 300,
  'pull-request-body': 6000,
  'commit-message': 600,
  'changed-files': 3000,
  note: 600,
  reason: 600,
  log: 4000,
  question: 600,
  schema: 12_000,
};
/** Most of everything together, in UTF-16 code units. */
const limitOfAll = 20_000;
/** Texts of one source; the newest are kept. */
const mostOfOne = 30;
/** What is searched for secrets before it is cut, so that half a secret is never left over. */
const searched = 60_000;

/** What outside text there is about a rollout: its reason, notes, changed files, and what people wrote of the change. */
export function textsOf(
  rollout: Rollout,
  events: readonly Recorded[],
  change: ChangeDescription | null,
): readonly Untrusted[] {
  const notes = events.flatMap(({ event }) => (event.kind === 'noted' ? [event.text] : []));
  return [
    ...one('pull-request-title', change?.title ?? null),
    ...one('reason', rollout.reason),
    ...notes.slice(-mostOfOne).flatMap((text) => one('note', text)),
    ...one('pull-request-body', change?.body ?? null),
    ...(change?.commits ?? []).slice(-mostOfOne).flatMap((text) => one('commit-message', text)),
    ...one('changed-files', rollout.changes?.join('\n') ?? null),
  ];
}

/** Cleaned, without secrets, capped each and together; whatever is empty then is left out. */
export async function untrustedOf(
  texts: readonly Untrusted[],
  redact: Redact,
): Promise<readonly Untrusted[]> {
  const found: Untrusted[] = [];
  let left = limitOfAll;
  for (const { source, text } of texts) {
    // Searching them all takes the better part of a second, and looks and rollbacks wait in the same process.
    await turn();
    const safe = await cleaned(text, Math.min(left, limits[source]), redact);
    if (safe.text === '') continue;
    found.push({ source, text: safe.text });
    left -= safe.text.length;
  }
  return found;
}

/** One text as it may be shown or handed on, and what was taken out of it. */
export async function cleaned(
  text: string,
  limit: number,
  redact: Redact,
): Promise<{ readonly text: string; readonly removed: Removed }> {
  const seen = clean(text, { limit: searched });
  const { text: safe, secrets } = await redact(seen.text);
  const capped = cap(safe, limit);
  return {
    text: capped.text,
    removed: { ...seen.removed, secrets, clipped: seen.removed.clipped || capped.clipped },
  };
}

function one(source: Untrusted['source'], text: string | null): readonly Untrusted[] {
  return text === null || text.trim() === '' ? [] : [{ source, text }];
}
