import type { Draft, Objection } from '../drafts/draft.ts';
import { joined } from '../drafts/joined.ts';
import { length } from '../wrap.ts';
import type { DraftGate } from './draft-gate.ts';
import type { DraftLimits } from './limits.ts';
import { shownParts } from './paragraph.ts';

export const lengths: DraftGate = {
  name: 'too-long',
  objections: (draft, scope, limits) => {
    const sections = draft.sections.map(({ section, paragraphs }) => ({
      section,
      count: paragraphs.length,
      sizes: paragraphs.map((one) => length(joined(shownParts(one, scope.book)))),
    }));
    const total = sections.flatMap(({ sizes }) => sizes).reduce((sum, size) => sum + size, 0);
    return [
      ...segmentsTooLong(draft, limits),
      ...sections.flatMap((one) => sectionTooLong(one, limits)),
      ...(total > limits.total
        ? [tooLong(`The draft has ${total} characters; ${limits.total} are allowed.`)]
        : []),
      ...draft.hypotheses
        .filter((one) => length(one) > limits.hypothesis)
        .map(() => tooLong(`A hypothesis has more than ${limits.hypothesis} characters.`)),
      ...(draft.choices.length > limits.choices ? [tooLong(`At most ${limits.choices} choices.`)] : []),
    ];
  },
};

function segmentsTooLong({ sections }: Draft, { segment }: DraftLimits): readonly Objection[] {
  const texts = sections.flatMap(({ paragraphs }) => paragraphs.flat());
  return texts.some((one) => one.kind === 'text' && length(one.text) > segment)
    ? [tooLong(`A text segment has more than ${segment} characters.`)]
    : [];
}

function sectionTooLong(
  {
    section,
    count,
    sizes,
  }: { readonly section: string; readonly count: number; readonly sizes: readonly number[] },
  limits: DraftLimits,
): readonly Objection[] {
  const name = section.slice(0, 40);
  const size = sizes.reduce((sum, one) => sum + one, 0);
  if (count > limits.paragraphs) {
    return [tooLong(`Section ${name} has ${count} paragraphs; ${limits.paragraphs} are allowed.`)];
  }
  if (sizes.some((one) => one > limits.paragraph)) {
    return [tooLong(`A paragraph of section ${name} has more than ${limits.paragraph} characters.`)];
  }
  return size > limits.section
    ? [tooLong(`Section ${name} has ${size} characters; ${limits.section} are allowed.`)]
    : [];
}

function tooLong(sentence: string): Objection {
  return { gate: 'too-long', sentence };
}
