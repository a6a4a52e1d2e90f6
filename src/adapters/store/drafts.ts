import { DraftAttempt } from '../../core/documents/drafts/attempt.ts';
import { Draft } from '../../core/documents/drafts/draft.ts';
import { belay } from '../../core/rollout/decision.ts';
import type { Instant } from '../../core/time.ts';
import type { DraftAudit, DraftCache } from '../../ports/drafting.ts';
import { appendToLog, readStream } from './log.ts';
import { storableText } from './storable.ts';
import { guarded, violatedConstraint } from './store-failure.ts';
import type { Database } from './tables.ts';

const streamOf = (subject: string) => `draft/${subject}`;

/** Attempts at drafts, as events of their own streams in the audited log. */
export function draftAudit(db: Database): DraftAudit {
  return {
    record: (subject, attempt, at) => guarded(() => record(db, subject, attempt, at)),
    of: (subject) =>
      guarded(async () =>
        (await readStream(db, streamOf(subject), 0, DraftAttempt)).map(({ event }) => event),
      ),
  };
}

/** Whoever asks questions all day has a long stream, which is not read for every one of them. */
async function lastSeq(db: Database, subject: string): Promise<number> {
  const last = await db
    .selectFrom('belay.events')
    .select('seq')
    .where('stream', '=', streamOf(subject))
    .orderBy('seq', 'desc')
    .limit(1)
    .executeTakeFirst();
  return last?.seq ?? 0;
}

/** Two documents of one rollout may be drafted at the same time: whoever comes second counts on from the first. */
async function record(db: Database, subject: string, attempt: DraftAttempt, at: Instant): Promise<void> {
  const afterSeq = await lastSeq(db, subject);
  try {
    const entry = { stream: streamOf(subject), afterSeq, at, actor: belay, events: [attempt] };
    await db.transaction().execute((tx) => appendToLog(tx, entry));
  } catch (error) {
    if (violatedConstraint(error) !== 'events_stream_seq') throw error;
    await record(db, subject, attempt, at);
  }
}

export function draftCache(db: Database): DraftCache {
  return {
    get: (key) =>
      guarded(async () => {
        const row = await db
          .selectFrom('belay.draft_cache')
          .select('draft')
          .where('key', '=', key)
          .executeTakeFirst();
        return row === undefined ? null : Draft.parse(row.draft);
      }),
    put: (key, draft, at) =>
      guarded(async () => {
        await db
          .insertInto('belay.draft_cache')
          .values({ key, draft: storableText(draft), at })
          .onConflict((conflict) => conflict.column('key').doNothing())
          .execute();
      }),
  };
}
