import { seenMembers, trainCard } from '../../src/core/card/train-card.ts';
import { charted, type DocumentKind } from '../../src/core/documents/kinds.ts';
import type { DocumentTree } from '../../src/core/documents/tree.ts';
import type { Rollout } from '../../src/core/rollout/state.ts';
import type { Instant } from '../../src/core/time.ts';
import { hasOwnCard, threadOf } from '../../src/core/trains/tell-train.ts';
import type { Cards } from '../../src/ledger/cards.ts';
import type { Ledger } from '../../src/ledger/ledger.ts';
import { companionsOf } from '../../src/ledger/train-members.ts';
import type { Documents, StoredDocument } from '../../src/ports/documents.ts';
import type { Picture } from '../../src/ports/draw-chart.ts';
import type { DrawPdf } from '../../src/ports/draw-pdf.ts';
import type { Paper, Place } from '../../src/ports/place.ts';
import type { OutboxRow } from '../../src/ports/store.ts';
import { type ChartParts, chartOf } from '../papers/chart-of.ts';
import { sayPage } from './say-page.ts';

export interface SayParts extends ChartParts {
  readonly ledger: Pick<Ledger, 'load' | 'write'>;
  readonly documents: Documents;
  readonly cards: Cards;
  /** Finds out who holds the roles that people are asked for, so that the card names them. Never throws. */
  readonly learnHolders: (rollout: Rollout) => Promise<void>;
  readonly drawPdf: DrawPdf;
  /** Whether reports go to the places as PDF too. */
  readonly pdf: boolean;
  readonly clock: () => Instant;
}

/** Renders what one row of the outbox asks for, as of now, and gives it to the place. */
export async function say(parts: SayParts, place: Place, { key, item }: OutboxRow): Promise<void> {
  const rollout = await parts.ledger.load(item.rollout);
  if (rollout === null) return;
  switch (item.kind) {
    case 'card':
      return sayCard(parts, place, key, rollout);
    case 'line':
      return place.line(key, item.rollout, item.text);
    case 'notice': {
      const { subject, body } = item.notice;
      const { service, environment, canary } = rollout.plan;
      return place.notice === undefined
        ? place.line(key, threadOf(rollout), `${subject}\n\n${body}`)
        : place.notice(key, {
            ...item.notice,
            rollout: rollout.id,
            service,
            environment,
            version: canary.version,
          });
    }
    case 'page':
      return sayPage(parts, place, key, rollout, item);
    case 'document': {
      const kept = await parts.documents.get(item);
      if (kept === null) return;
      return place.document(key, threadOf(rollout), await paperOf(parts, place, rollout, kept));
    }
    case 'draft':
    case 'procedure':
      throw new TypeError('a draft is written, not said');
  }
}

/** A train has one card where people talk; Belay's own page shows each of its rollouts by itself. */
async function sayCard(parts: SayParts, place: Place, key: string, rollout: Rollout): Promise<void> {
  if (place.remote && !hasOwnCard(rollout)) return;
  const members = await companionsOf(parts.ledger, rollout);
  await parts.learnHolders(rollout);
  const now = parts.clock();
  const card = parts.cards(rollout, now, members);
  const whole = place.remote && rollout.train?.lead === rollout.id;
  const seen = whole ? seenMembers(members, (one) => parts.cards(one, now)) : [];
  return place.card(key, whole ? trainCard(card, seen) : card);
}

/** Belay's own page draws its charts itself, and makes files when they are asked for. */
async function paperOf(
  parts: SayParts,
  place: Place,
  rollout: Rollout,
  { document, part, tree }: StoredDocument,
): Promise<Paper> {
  if (!place.remote) return { tree, chart: null };
  const chart = await chartOf(parts, rollout, document, part);
  const pdf = parts.pdf && isReport(document) ? await pdfOf(parts, tree, chart) : null;
  return { tree, chart, ...(pdf === null ? {} : { pdf }) };
}

/** What is a list to tick or a script to run is of no use on paper. */
function isReport(document: DocumentKind): boolean {
  return charted.has(document) || document === 'root-cause';
}

/** Its text is said all the same. */
async function pdfOf(
  { drawPdf, log }: SayParts,
  tree: DocumentTree,
  chart: Picture | null,
): Promise<Uint8Array | null> {
  try {
    return await drawPdf(tree, chart);
  } catch (error) {
    log.warn({ err: error, title: tree.title }, 'a document could not be printed');
    return null;
  }
}
