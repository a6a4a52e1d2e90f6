import { heading, list, paragraph } from '../blocks.ts';
import { shownParts } from '../gates/paragraph.ts';
import { saysNoHypotheses } from '../no-hypotheses.ts';
import type { Block, DocumentTree } from '../tree.ts';
import type { Draft, DraftScope } from './draft.ts';
import { joined } from './joined.ts';

export const hypothesesHeading = 'Hypotheses (unverified)';

/**
 * An accepted draft put into the document that code has written: summary and decision come first and stay, then what the
 * model wrote in the order of the scope, then everything else. Its text is plain; renderers escape it.
 * @param base complete by itself
 * @param draftedWhy for people: which model, and that it passed the gates
 */
export function compose(
  base: DocumentTree,
  draft: Draft,
  scope: DraftScope,
  draftedWhy: string,
): DocumentTree {
  const decision = base.blocks.findLastIndex(({ kind }) => kind === 'decision') + 1;
  const hypotheses = hypothesisBlocks(draft);
  return {
    ...base,
    draftedBy: 'model',
    draftedWhy,
    blocks: [
      ...base.blocks.slice(0, decision),
      ...scope.sections.flatMap(({ id, heading: title }) => sectionBlocks(draft, scope, id, title)),
      ...hypotheses,
      ...base.blocks.slice(decision).filter((block) => hypotheses.length === 0 || !saysNoHypotheses(block)),
    ],
  };
}

function sectionBlocks(
  { sections }: Draft,
  { book }: DraftScope,
  id: string,
  title: string,
): readonly Block[] {
  const lines = sections
    .filter(({ section }) => section === id)
    .flatMap(({ paragraphs }) => paragraphs.map((one) => joined(shownParts(one, book))))
    .filter((line) => line !== '');
  return lines.length === 0 ? [] : [heading(title), ...lines.map(paragraph)];
}

function hypothesisBlocks({ hypotheses }: Draft): readonly Block[] {
  const items = hypotheses.map((one) => one.replace(/\s+/gu, ' ').trim()).filter((one) => one !== '');
  return items.length === 0 ? [] : [heading(hypothesesHeading), list(items)];
}
