import { setTimeout as sleep } from 'node:timers/promises';
import type { DocumentTree } from '../../src/core/documents/tree.ts';
import type { PlaceName, RolloutId } from '../../src/core/ids.ts';
import type { Announcement } from '../../src/core/notify/announcement.ts';
import type { Rollout } from '../../src/core/rollout/state.ts';
import type { Instant, Millis } from '../../src/core/time.ts';
import type { Ledger } from '../../src/ledger/ledger.ts';
import type { DocumentKey, Documents, StoredDocument } from '../../src/ports/documents.ts';
import type { Log } from '../../src/ports/log.ts';
import type { Queue } from '../../src/ports/queue.ts';
import type { Leases, Outbox, OutboxRow } from '../../src/ports/store.ts';

/**
 * Writes a document as of now: nothing when there is nothing to write any more, and several times when it gets better.
 * Each is complete by itself, and none comes later than its deadline.
 */
export type WriteDocument = (rollout: Rollout, key: DocumentKey) => AsyncIterable<DocumentTree>;

export interface DraftParts {
  readonly ledger: Pick<Ledger, 'load'>;
  readonly documents: Documents;
  readonly outbox: Pick<Outbox, 'row' | 'put' | 'postpone' | 'delivered' | 'failed'>;
  readonly leases: Leases;
  readonly queue: Pick<Queue, 'add'>;
  readonly write: WriteDocument;
  readonly procedure: TakeProcedure;
  readonly newHolder: () => string;
  readonly clock: () => Instant;
  readonly log: Log;
}

/** Takes the steps of a rollback's procedure that are not taken yet. @param key of the row that asks for it */
export type TakeProcedure = (rollout: RolloutId, key: string) => Promise<void>;

/** A worker that dies is found dead so soon; whoever finds the row before that leaves it alone. */
const leased: Millis = 10_000;
const renewed: Millis = 2500;
const firstRetry: Millis = 5000;
const longestRetry: Millis = 300_000;

/** Drafts one document, keeps it and has every place of its rollout show it. Never throws. */
export async function draft(parts: DraftParts, id: number): Promise<void> {
  const { leases, clock, log } = parts;
  const holder = parts.newHolder();
  const lease = `draft/${id}`;
  try {
    if (!(await leases.acquire(lease, holder, clock(), clock() + leased))) return;
    try {
      await attempt(parts, id, () => leases.acquire(lease, holder, clock(), clock() + leased));
    } finally {
      await leases.release(lease, holder);
    }
  } catch (error) {
    log.warn({ err: error, outbox: id }, 'a draft was left; the sweep finds it again');
  }
}

async function attempt(parts: DraftParts, id: number, renew: () => Promise<boolean>): Promise<void> {
  const { outbox, clock, log } = parts;
  const row = await outbox.row(id);
  if (row === null) return;
  const written = new AbortController();
  const held = holdUntil(written.signal, async () => {
    await renew();
    await outbox.postpone(id, clock() + leased);
  });
  try {
    await outbox.postpone(id, clock() + leased);
    await writeAndPut(parts, row);
    await outbox.delivered(id, clock());
  } catch (error) {
    log.warn({ err: error, outbox: id }, 'a document could not be drafted; it is tried again');
    const pause = Math.min(firstRetry * 2 ** row.attempts, longestRetry);
    await outbox.failed(id, error instanceof Error ? error.message : 'unknown', clock() + pause);
  } finally {
    written.abort();
    await held;
  }
}

/** A store that does not answer for a moment stops no draft: at worst two workers write the same document. */
async function holdUntil(written: AbortSignal, renew: () => Promise<void>): Promise<void> {
  for (;;) {
    await sleep(renewed, undefined, { signal: written, ref: false }).catch(() => undefined);
    if (written.aborted) return;
    await renew().catch(() => undefined);
  }
}

async function writeAndPut(parts: DraftParts, { key: row, item }: OutboxRow): Promise<void> {
  if (item.kind === 'procedure') return parts.procedure(item.rollout, row);
  if (item.kind !== 'draft') return;
  const { ledger, documents } = parts;
  const key: DocumentKey = { rollout: item.rollout, document: item.document, part: item.part };
  const rollout = await ledger.load(key.rollout);
  if (rollout === null) return;
  const kept = await documents.get(key);
  if (kept !== null && isWritten(kept, rollout)) return put(parts, rollout, row, key);
  for await (const tree of parts.write(rollout, key)) {
    await documents.save({ ...key, tree, at: tree.at });
    await put(parts, rollout, row, key);
  }
}

/**
 * Whether a worker that died had written it already: a model is not paid twice for it. What is written at the end is
 * written anew when a completed rollout is rolled back, and a checklist may have been left before it got better.
 */
function isWritten({ document, at }: StoredDocument, { phase }: Rollout): boolean {
  switch (document) {
    case 'checklist':
      return false;
    case 'report':
    case 'comparison':
      return at >= phase.since;
    default:
      return true;
  }
}

/** Shows it on every place, once: what was put in before, by this worker or one that died, is dropped by its key. */
async function put(parts: DraftParts, rollout: Rollout, row: string, key: DocumentKey): Promise<void> {
  const { outbox, queue, clock, log } = parts;
  const shown = placesOf(rollout).map(
    (place): Announcement => ({ key: `${row}/${place}`, item: { kind: 'document', ...key, place } }),
  );
  for (const one of await outbox.put(shown, clock())) {
    try {
      await queue.add({ kind: 'deliver', outbox: one }, clock());
    } catch (error) {
      log.warn({ err: error, outbox: one }, 'the queue took no job; the sweep will find it');
    }
  }
}

function placesOf({ plan, origin }: Rollout): readonly PlaceName[] {
  return [...new Set([...plan.places, ...(origin === null ? [] : [origin.place])])];
}
