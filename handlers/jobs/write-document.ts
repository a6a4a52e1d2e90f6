import { baseOf } from '../../src/core/documents/base-of.ts';
import { factBook } from '../../src/core/documents/facts/fact-book.ts';
import { sectionsOf } from '../../src/core/documents/sections.ts';
import type { Block, DocumentTree } from '../../src/core/documents/tree.ts';
import type { PersonId } from '../../src/core/ids.ts';
import type { Recorded } from '../../src/core/rollout/events.ts';
import type { Rollout } from '../../src/core/rollout/state.ts';
import type { Instant } from '../../src/core/time.ts';
import type { ReadChangeTexts } from '../../src/drafting/change-texts.ts';
import type { DraftDocument } from '../../src/drafting/draft-document.ts';
import type { DocumentKey } from '../../src/ports/documents.ts';
import type { Log } from '../../src/ports/log.ts';
import type { AuditLog, EventStore } from '../../src/ports/store.ts';
import type { Verify } from '../../src/ports/verify.ts';
import type { WriteDocument } from './draft.ts';
import { writeVerification } from './write-verification.ts';

export interface WriteParts {
  readonly events: Pick<EventStore, 'events'> & Pick<AuditLog, 'head'>;
  readonly draftDocument: DraftDocument;
  readonly verify: Verify;
  readonly readTexts: ReadChangeTexts;
  readonly personName: (id: PersonId) => string;
  readonly clock: () => Instant;
  readonly log: Log;
}

/** The document as code writes it, and whatever a model makes of it: what fails on the way leaves code's. */
export function createWriteDocument(parts: WriteParts): WriteDocument {
  return async function* write(rollout, key) {
    const { events, personName, clock } = parts;
    const recorded = await events.events(rollout.id);
    if (key.document === 'verification-script') {
      const tree = await writeVerification(parts, rollout, recorded);
      if (tree !== null) yield tree;
      return;
    }
    const checkpoint = key.document === 'report' ? await events.head() : null;
    const asked = { rollout, events: recorded, now: clock(), personName, checkpoint };
    const base = baseOf(key.document, key.part, asked);
    if (base === null) return;
    // People need it before the first stage: nobody waits for a model, or for a pull request to be read.
    const atOnce = key.document === 'checklist';
    if (atOnce) yield base;
    const drafted = await better(parts, rollout, recorded, key, base);
    if (!atOnce || drafted !== base) yield drafted;
  };
}

/** @returns the base itself when nothing better came of it */
async function better(
  parts: WriteParts,
  rollout: Rollout,
  events: readonly Recorded[],
  key: DocumentKey,
  base: DocumentTree,
): Promise<DocumentTree> {
  const { draftDocument, readTexts, personName, clock, log } = parts;
  try {
    const { untrusted, title } = await readTexts(rollout, events);
    const { document, part } = key;
    const { requestedBy } = rollout;
    const { tree } = await draftDocument({
      document,
      part,
      subject: rollout.id,
      base: quoting(base, title),
      scope: {
        book: factBook(rollout, events, { now: clock(), personName }),
        ...sectionsOf[document],
        choices: [],
      },
      untrusted,
      rollout: rollout.id,
      person: requestedBy.kind === 'person' ? requestedBy.person : null,
    });
    return tree;
  } catch (error) {
    log.warn(
      { err: error, rollout: rollout.id, document: key.document },
      'a document is left as code wrote it',
    );
    return base;
  }
}

/** What the change calls itself stands before the second heading: after what the document says first. */
function quoting(tree: DocumentTree, title: Block | null): DocumentTree {
  if (title === null) return tree;
  const { blocks } = tree;
  const headings = blocks.flatMap(({ kind }, index) => (kind === 'heading' ? [index] : []));
  const at = headings[1] ?? blocks.length;
  return { ...tree, blocks: [...blocks.slice(0, at), title, ...blocks.slice(at)] };
}
