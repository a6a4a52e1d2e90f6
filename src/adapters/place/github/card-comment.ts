import type { Card } from '../../../core/card/card.ts';
import { DocumentTree } from '../../../core/documents/tree.ts';
import type { PlaceName, RolloutId } from '../../../core/ids.ts';
import type { Paper } from '../../../ports/place.ts';
import type { Messages } from '../../../ports/store.ts';
import { renderCard } from '../../../render/github/card.ts';
import { documentComments, foldedDocument } from '../../../render/github/document.ts';
import { githubLimits } from '../../../render/github/limits.ts';
import { marker } from '../../../render/github/marker.ts';
import { shownOf } from '../edit-pace.ts';
import { type CommentParts, showComment } from './comments.ts';
import { digest } from './digest.ts';
import type { KeptCard } from './kept-card.ts';
import { storyOf } from './story.ts';
import type { Thread } from './thread.ts';

export interface CardCommentParts extends CommentParts {
  readonly messages: Messages;
  readonly mention: string;
  readonly linkOf: (rollout: RolloutId) => string | null;
}

/** The card's comment leaves so much for documents; longer ones get comments of their own. */
const foldedAtMost = 30_000;

/** Shows card, story and short documents in the rollout's one comment. */
export async function showCardComment(
  parts: CardCommentParts,
  key: string,
  card: Card,
  thread: Thread,
): Promise<void> {
  const { mention, linkOf } = parts;
  const { rollout } = card;
  const story = await storyOf(parts, rollout);
  const folded = (await documentsOf(parts, rollout)).filter(({ isFolded }) => isFolded);
  const documents = folded.map(({ text }) => ({ lines: [text], noun: 'document' }));
  const body = renderCard(card, { key, story, mention, link: linkOf(rollout), documents });
  const meaning = digest(
    shownOf(card).meaning,
    ...story.map(({ text }) => text),
    ...folded.map(({ text }) => text),
  );
  await showComment(parts, { key, rollout, thread, body, shown: { meaning, whole: digest(body) } });
}

interface NewDocument {
  readonly key: string;
  readonly paper: Paper;
  readonly card: KeptCard;
  readonly thread: Thread;
}

/** Folds a document into the comment of its card, or writes it below when it is too long for that. */
export async function showDocument(parts: CardCommentParts, document: NewDocument): Promise<void> {
  const { key, paper, card, thread } = document;
  const { rollout } = card.card;
  const tree = withAlt(paper);
  const kept = { key, place: parts.name, rollout, kind: 'document', body: tree, at: tree.at } as const;
  await parts.messages.post(kept);
  const all = await documentsOf(parts, rollout);
  if (all.find((one) => one.key === key)?.isFolded === true)
    return showCardComment(parts, card.key, card.card, thread);
  const bodies = documentComments(tree, githubLimits.comment - 1000);
  for (const [index, text] of bodies.entries()) {
    const part = index === 0 ? key : `${key}/${index + 1}`;
    const body = `${marker(part)}\n${text}`;
    const shown = { meaning: digest(body), whole: digest(body) };
    await showComment(parts, { key: part, rollout, thread, body, shown });
  }
}

/** GitHub takes no pictures over its API: what would be seen is said. */
function withAlt({ tree, chart }: Paper): DocumentTree {
  return chart === null
    ? tree
    : { ...tree, blocks: [...tree.blocks, { kind: 'paragraph', text: chart.alt }] };
}

interface KeptDocument {
  readonly key: string;
  readonly text: string;
  readonly isFolded: boolean;
}

/** The first documents fold as long as there is room: what was folded once stays so. */
async function documentsOf(
  { messages, name }: { readonly messages: Pick<Messages, 'thread'>; readonly name: PlaceName },
  rollout: RolloutId,
): Promise<readonly KeptDocument[]> {
  let used = 0;
  const kept: KeptDocument[] = [];
  const thread = (await messages.thread(name, rollout)).filter(({ kind }) => kind === 'document');
  for (const { key, body } of thread.toSorted((a, b) => a.at - b.at)) {
    const tree = DocumentTree.safeParse(body);
    if (!tree.success) continue;
    const text = foldedDocument(tree.data);
    const isFolded = used + text.length <= foldedAtMost;
    if (isFolded) used += text.length;
    kept.push({ key, text, isFolded });
  }
  return kept;
}
