import { versionWords } from '../src/core/card/version-words.ts';
import { instantText } from '../src/core/documents/instant-text.ts';
import type { DocumentTree } from '../src/core/documents/tree.ts';
import { counted } from '../src/core/prose.ts';
import { refuse } from '../src/core/refusal.ts';
import type { Reply } from '../src/core/reply.ts';
import type { Rollout } from '../src/core/rollout/state.ts';
import type { Instant } from '../src/core/time.ts';
import type { StoredDocument } from '../src/ports/documents.ts';
import { meant } from './find-document.ts';

/** Everything that was written about a rollout, the oldest first. @param words of a kind or a title; null for all */
export function listDocuments(
  rollout: Rollout,
  kept: readonly StoredDocument[],
  words: string | null,
  now: Instant,
): Reply {
  const found = words === null ? kept : meant(kept, words);
  const { id, plan } = rollout;
  if (found.length === 0)
    return refuse(
      'no-document',
      words === null
        ? `Nothing is written about ${id} yet; the checklist comes when it starts.`
        : `${id} has no document with these words. Type \`report ${id} --list\` to see all.`,
    );
  const tree: DocumentTree = {
    title: `Documents: ${plan.service} ${versionWords(plan.canary.version)} to ${plan.environment}`,
    summary: `${counted(found.length, 'document')} of ${id}.`,
    draftedBy: 'template',
    draftedWhy: 'A list of what is kept; no model was asked.',
    at: now,
    blocks: [
      {
        kind: 'table',
        columns: ['Kind', 'Part', 'Title', 'Drafted by', 'When'],
        rows: found.map(({ document, part, tree: { title, draftedBy }, at }) => [
          document,
          part,
          title,
          draftedBy === 'template' ? 'Belay' : 'a model',
          instantText(at),
        ]),
      },
      { kind: 'code', lines: [...new Set(found.map((one) => commandFor(one)))] },
    ],
  };
  return { kind: 'document', tree };
}

function commandFor({ rollout, document, part }: StoredDocument): string {
  if (document === 'report') return `report ${rollout}`;
  return `report ${rollout} --document ${document}${part === '' ? '' : ` --part ${part}`}`;
}
