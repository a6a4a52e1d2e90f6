import type { Announcement } from '../../src/core/announce.ts';
import type { DocumentTree } from '../../src/core/documents/tree.ts';
import type { PlaceName } from '../../src/core/ids.ts';
import type { Rollout } from '../../src/core/rollout/state.ts';
import type { Instant, Millis } from '../../src/core/time.ts';
import type { Ledger } from '../../src/ledger/ledger.ts';
import type { DocumentKey, Documents } from '../../src/ports/documents.ts';
import type { Log } from '../../src/ports/log.ts';
import type { Queue } from '../../src/ports/queue.ts';
import type { Leases, Outbox } from '../../src/ports/store.ts';

/** Writes a document as of now; null when there is nothing to write any more. Never later than its deadline. */
export type WriteDocument = (rollout: Rollout, key: DocumentKey) => Promise<DocumentTree | null>;

export interface DraftParts {
  readonly ledger: Pick<Ledger, 'load'>;
  readonly documents: Documents;
  readonly outbox: Outbox;
  readonly leases: Leases;
  readonly queue: Pick<Queue, 'add'>;
  readonly write: WriteDocument;
  readonly newHolder: () => string;
  readonly clock: () => Instant;
  readonly log: Log;
}

/** Longer than any draft takes: whoever finds the row before that leaves it alone. */
const leased: Millis = 120_000;
const retry: Millis = 5000;

/** Drafts one document, keeps it and has every place of its rollout show it. Never throws. */
export async function draft(parts: DraftParts, id: number): Promise<void> {
  const { outbox, leases, clock, log } = parts;
  const holder = parts.newHolder();
  const lease = `draft/${id}`;
  if (!(await leases.acquire(lease, holder, clock(), clock() + leased))) return;
  try {
    const row = await outbox.row(id);
    if (row?.item.kind !== 'draft') return;
    await outbox.postpone(id, clock() + leased);
    const { rollout, document, part } = row.item;
    await put(parts, row.key, { rollout, document, part });
    await outbox.delivered(id, clock());
  } catch (error) {
    log.warn({ err: error, outbox: id }, 'a document could not be drafted; it is tried again');
    await outbox.failed(id, error instanceof Error ? error.message : 'unknown', clock() + retry);
  } finally {
    await leases.release(lease, holder);
  }
}

async function put(parts: DraftParts, row: string, key: DocumentKey): Promise<void> {
  const { ledger, documents, outbox, queue, clock } = parts;
  const rollout = await ledger.load(key.rollout);
  const tree = rollout === null ? null : await parts.write(rollout, key);
  if (rollout === null || tree === null) return;
  await documents.save({ ...key, tree, at: tree.at });
  const shown = placesOf(rollout).map(
    (place): Announcement => ({ key: `${row}/${place}`, item: { kind: 'document', ...key, place } }),
  );
  const ids = await outbox.put(shown, clock());
  await Promise.all(ids.map((one) => queue.add({ kind: 'deliver', outbox: one }, clock())));
}

function placesOf({ plan, origin }: Rollout): readonly PlaceName[] {
  return [...new Set([...plan.places, ...(origin === null ? [] : [origin.place])])];
}
