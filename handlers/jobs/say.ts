import { checklist } from '../../src/core/documents/checklist.ts';
import { report } from '../../src/core/documents/report.ts';
import type { PersonId } from '../../src/core/ids.ts';
import type { Rollout } from '../../src/core/rollout/state.ts';
import type { Instant } from '../../src/core/time.ts';
import type { Cards } from '../../src/ledger/cards.ts';
import type { Ledger } from '../../src/ledger/ledger.ts';
import type { DrawChart, Picture } from '../../src/ports/draw-chart.ts';
import type { Log } from '../../src/ports/log.ts';
import type { Paper, Place } from '../../src/ports/place.ts';
import type { AuditLog, Documents, EventStore, OutboxRow } from '../../src/ports/store.ts';

export interface SayParts {
  readonly ledger: Pick<Ledger, 'load'>;
  readonly events: Pick<EventStore, 'events'> & Pick<AuditLog, 'head'>;
  readonly documents: Documents;
  readonly cards: Cards;
  readonly drawChart: DrawChart;
  readonly personName: (id: PersonId) => string;
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
      const paper = await draft(parts, place, rollout, item.document);
      const { tree } = paper;
      await parts.documents.save({ rollout: rollout.id, document: item.document, tree, at: tree.at });
      return place.document(key, rollout.id, paper);
    }
  }
}

async function draft(
  parts: SayParts,
  place: Place,
  rollout: Rollout,
  document: 'checklist' | 'report',
): Promise<Paper> {
  if (document === 'checklist') return { tree: checklist(rollout, parts.clock()), chart: null };
  const events = await parts.events.events(rollout.id);
  const tree = report(rollout, events, parts.personName, await parts.events.head());
  // Belay's own page draws its charts itself.
  return { tree, chart: place.remote ? await chartOf(parts, rollout, events) : null };
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
