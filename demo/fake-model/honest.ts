import { proseObjections } from '../../src/core/documents/gates/check-draft.ts';
import { reading } from '../../src/core/documents/gates/reading.ts';
import { Outcome } from '../../src/core/documents/outcome.ts';
import type { Asked, Material } from './asked.ts';
import type { FakeReply } from './server.ts';

type Segment = { readonly kind: string; readonly text?: string; readonly id?: string };

/** A FAKE drafter that means well: it cites what it is given, and knows the rules for its own words. */
export function honest({ material, recorded }: Asked): FakeReply {
  const draft = honestDraft(material);
  // Without sections there is only something to be understood: a question that code did not read.
  const choices = material.sections.length === 0 ? meant(material, recorded.join(' ')) : draft.choices;
  return { kind: 'message', text: JSON.stringify({ ...draft, choices }) };
}

export function honestDraft(material: Material) {
  return {
    verdict: material.verdict,
    sections: material.sections.map(({ id }, index) => ({
      section: id,
      paragraphs: paragraphsOf(material, index),
    })),
    hypotheses: material.hypotheses === 'may be given' ? hypotheses : [],
    choices: material.choices.slice(0, 5).map(({ id }) => id),
  };
}

/** The choice that shares most words with what was asked; nothing when none shares any. */
function meant({ choices }: Material, question: string): readonly string[] {
  const asked = wordsOf(question);
  const shared = choices.map(({ id, about }) => ({
    id,
    count: [...wordsOf(about)].filter((word) => asked.has(word)).length,
  }));
  const [best] = shared.toSorted((a, b) => b.count - a.count);
  return best === undefined || best.count === 0 ? [] : [best.id];
}

function wordsOf(text: string): ReadonlySet<string> {
  return new Set(text.toLowerCase().match(/[a-z]{4,}/g));
}

const hypotheses = [
  'The change to the code may have brought this about; the logs of the new version would show it.',
  'A service behind it may have been slow at the same time; its own metrics would tell.',
];

const factsOfSection = 3;

function paragraphsOf(material: Material, index: number): readonly (readonly Segment[])[] {
  const known = material.facts.filter(({ shown }) => shown !== null);
  if (known.length === 0) return [[said(emptyWords(material))]];
  const from = (index * factsOfSection) % known.length;
  const picked = [...known.slice(from), ...known.slice(0, from)].slice(0, factsOfSection);
  const cited = picked.flatMap((fact) => [
    said(leadIn(material, fact.id)),
    { kind: 'fact', id: fact.id },
    said('.'),
  ]);
  const comparison = material.comparisons[index % Math.max(1, material.comparisons.length)];
  return [cited, ...(comparison === undefined ? [] : [[{ kind: 'comparison', id: comparison.id }]])];
}

function emptyWords({ document }: Material): string {
  return document === 'customer-notice'
    ? 'Parts of our service may have been slow or unavailable to you. You do not need to do anything.'
    : 'Nothing was recorded that belongs here.';
}

/** Words of the id without what the rules forbid: `For error rate, canary, last, the record says`. */
function leadIn({ identifiers, verdict }: Material, id: string): string {
  const words = id
    .split('/')
    .filter((part) => /^[a-z-]+$/.test(part))
    .map((part) => part.replaceAll('-', ' '));
  const text = `For ${words.join(', ')}, the record says`;
  const outcome = verdict === null ? null : Outcome.parse(verdict);
  const sound = proseObjections(reading('paragraph', text, new Set(identifiers)), outcome).length === 0;
  return sound && words.length > 0 ? text : 'The record also says';
}

function said(text: string): Segment {
  return { kind: 'text', text };
}
