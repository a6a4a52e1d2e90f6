import type { Rollout } from '../../src/core/rollout/state.ts';
import type { Instant } from '../../src/core/time.ts';
import type { Cards } from '../../src/ledger/cards.ts';
import type { Ledger } from '../../src/ledger/ledger.ts';
import type { Documents, StoredDocument } from '../../src/ports/documents.ts';
import type { DrawChart, Picture } from '../../src/ports/draw-chart.ts';
import type { Log } from '../../src/ports/log.ts';
import type { Paper, Place } from '../../src/ports/place.ts';
import type { EventStore, OutboxRow } from '../../src/ports/store.ts';

export interface SayParts {
  readonly ledger: Pick<Ledger, 'load'>;
  readonly events: Pick<EventStore, 'events'>;
  readonly documents: Documents;
  readonly cards: Cards;
  readonly drawChart: DrawChart;
  readonly clock: () => Instant;
  readonly log: Log;
}

/** Renders what one row of the outbox asks for, as of now, and gives it to the place. */
export async function say(parts: SayParts, place: Place, { key, item }: OutboxRow): Promise<void> {
  const rollout = await parts.ledger.load(item.rollout);
  if (rollout === null) return;
  switch (item.kind) {
    case 'card':
      return place.card(key, parts.cards(rollout, parts.clock()));
    case 'line':
      return place.line(key, item.rollout, item.text);
    case 'document': {
      const kept = await parts.documents.get(item);
      if (kept === null) return;
      return place.document(key, rollout.id, await paperOf(parts, place, rollout, kept));
    }
    case 'draft':
      throw new TypeError('a draft is written, not said');
  }
}

/** Belay's own page draws its charts itself. */
async function paperOf(
  parts: SayParts,
  place: Place,
  rollout: Rollout,
  { document, tree }: StoredDocument,
): Promise<Paper> {
  if (document === 'checklist' || !place.remote) return { tree, chart: null };
  return { tree, chart: await chartOf(parts, rollout, await parts.events.events(rollout.id)) };
}

/** A report without its chart is better than none. */
async function chartOf(
  { drawChart, log }: SayParts,
  rollout: Rollout,
  events: Parameters<DrawChart>[1],
): Promise<Picture | null> {
  try {
    return await drawChart(rollout, events);
  } catch (error) {
    log.warn({ err: error, rollout: rollout.id }, 'the chart of a report could not be drawn');
    return null;
  }
}
