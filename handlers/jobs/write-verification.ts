import { factBook } from '../../src/core/documents/facts/fact-book.ts';
import { sectionsOf } from '../../src/core/documents/sections.ts';
import type { DocumentTree } from '../../src/core/documents/tree.ts';
import { verificationScript } from '../../src/core/documents/verification-script.ts';
import type { PersonId } from '../../src/core/ids.ts';
import type { Recorded } from '../../src/core/rollout/events.ts';
import type { Rollout } from '../../src/core/rollout/state.ts';
import { candidates, choicesOf } from '../../src/core/script/candidates.ts';
import { planScript } from '../../src/core/script/plan-script.ts';
import type { Instant } from '../../src/core/time.ts';
import type { DraftDocument, Drafted } from '../../src/drafting/draft-document.ts';
import type { Verify } from '../../src/ports/verify.ts';

export interface WriteVerificationParts {
  readonly verify: Verify;
  readonly draftDocument: DraftDocument;
  readonly personName: (id: PersonId) => string;
  readonly clock: () => Instant;
}

/**
 * Runs the script and tells what it came to. A model may choose among the probes that need not be in it, by id alone;
 * those that must be are code's, and so are the shell and the result.
 */
export async function writeVerification(
  parts: WriteVerificationParts,
  rollout: Rollout,
  events: readonly Recorded[],
): Promise<DocumentTree | null> {
  const { verify, personName, draftDocument, clock } = parts;
  const base = verificationScript(rollout, planScript(rollout.plan, null), null, clock());
  const drafted = await draftDocument({
    document: 'verification-script',
    part: '',
    subject: rollout.id,
    base,
    scope: {
      book: factBook(rollout, events, { now: clock(), personName }),
      ...sectionsOf['verification-script'],
      choices: choicesOf(candidates(rollout.plan)),
    },
    untrusted: [],
    rollout: rollout.id,
    person: rollout.requestedBy.kind === 'person' ? rollout.requestedBy.person : null,
  });
  const picked = drafted.choices?.map(({ id }) => id) ?? null;
  const result = await verify(rollout, { kind: 'belay' }, picked);
  return result.kind === 'running' ? null : withProse(result.tree, base, drafted);
}

/** What the model wrote stands first, the result and the script as code wrote them after it. */
function withProse(tree: DocumentTree, base: DocumentTree, { tree: drafted }: Drafted): DocumentTree {
  if (drafted.draftedBy !== 'model') return tree;
  const ours = new Set(base.blocks);
  const prose = drafted.blocks.filter((block) => !ours.has(block));
  const { draftedBy, draftedWhy } = drafted;
  return { ...tree, draftedBy, draftedWhy, blocks: [...prose, ...tree.blocks] };
}
