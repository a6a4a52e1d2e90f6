import { checklist } from '../../src/core/documents/checklist.ts';
import { report } from '../../src/core/documents/report.ts';
import type { DocumentTree } from '../../src/core/documents/tree.ts';
import type { PersonId, PlaceName } from '../../src/core/ids.ts';
import type { Rollout } from '../../src/core/rollout/state.ts';
import type { Instant } from '../../src/core/time.ts';
import type { Cards } from '../../src/ledger/cards.ts';
import type { Ledger } from '../../src/ledger/ledger.ts';
import type { Log } from '../../src/ports/log.ts';
import type { Place } from '../../src/ports/place.ts';
import type { AuditLog, Documents, EventStore, Outbox, OutboxRow } from '../../src/ports/store.ts';

export interface DeliverParts {
  readonly ledger: Pick<Ledger, 'load'>;
  readonly events: Pick<EventStore, 'events'> & Pick<AuditLog, 'head'>;
  readonly outbox: Outbox;
  readonly documents: Documents;
  readonly placeOf: (name: PlaceName) => Place | null;
  readonly cards: Cards;
  readonly personName: (id: PersonId) => string;
  readonly clock: () => Instant;
  readonly log: Log;
}

const firstRetry = 1000;
const longestRetry = 300_000;

/** Says one thing to one place; what fails is tried again later, with growing pauses, for as long as it takes. */
export async function deliver(parts: DeliverParts, id: number): Promise<void> {
  const row = await parts.outbox.row(id);
  if (row === null) return;
  try {
    await say(parts, row);
    await parts.outbox.delivered(id, parts.clock());
  } catch (error) {
    parts.log.warn({ err: error, outbox: id, key: row.key }, 'a place took no message; it is tried again');
    const wait = Math.min(firstRetry * 2 ** row.attempts, longestRetry);
    const sentence = error instanceof Error ? error.message : 'unknown';
    await parts.outbox.failed(id, sentence, parts.clock() + wait);
  }
}

async function say(parts: DeliverParts, { key, item }: OutboxRow): Promise<void> {
  const place = parts.placeOf(item.place);
  const rollout = await parts.ledger.load(item.rollout);
  if (place === null || rollout === null) return;
  switch (item.kind) {
    case 'card':
      return place.card(key, parts.cards(rollout, parts.clock()));
    case 'line':
      return place.line(key, item.rollout, item.text);
    case 'document': {
      const tree = await draft(parts, rollout, item.document);
      await parts.documents.save({ rollout: rollout.id, document: item.document, tree, at: tree.at });
      return place.document(key, rollout.id, tree);
    }
  }
}

async function draft(
  parts: DeliverParts,
  rollout: Rollout,
  document: 'checklist' | 'report',
): Promise<DocumentTree> {
  switch (document) {
    case 'checklist':
      return checklist(rollout, parts.clock());
    case 'report':
      return report(
        rollout,
        await parts.events.events(rollout.id),
        parts.personName,
        await parts.events.head(),
      );
  }
}
