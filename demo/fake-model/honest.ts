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

const comparisonsOfSection = 2;
/** What people want to know first stands first. */
const inOrder = ['rollback/', 'verdict/passing', 'gate-', 'rollout/', 'stage-', 'verdict/', ''];

function paragraphsOf(material: Material, index: number): readonly (readonly Segment[])[] {
  const { facts, comparisons } = material;
  if (facts.every(({ shown }) => shown === null)) return [[said(emptyWords(material))]];
  const rank = (id: string) => inOrder.findIndex((beginning) => id.startsWith(beginning));
  const from = index * comparisonsOfSection;
  const picked = comparisons
    .toSorted((one, other) => rank(one.id) - rank(other.id))
    .slice(from, from + comparisonsOfSection)
    .map(({ id }) => [{ kind: 'comparison', id }]);
  const lead = index === 0 ? leadOf(material) : [];
  const paragraphs = [...lead, ...picked];
  return paragraphs.length === 0 ? [[said('The recorded figures stand below.')]] : paragraphs;
}

/** `The release of shop, which came after v1, brought v2 and lasted 21s.`, as far as it is recorded. */
function leadOf(material: Material): readonly (readonly Segment[])[] {
  const words = ['The release of', ', which came after', ', brought', 'and lasted'];
  const ids = ['service', 'stable-version', 'canary-version', 'duration'].map((id) => `rollout/${id}`);
  const isShown = (id: string) => material.facts.some((fact) => fact.id === id && fact.shown !== null);
  if (ids.every(isShown)) {
    const cited = ids.flatMap((id, place) => [said(words[place] ?? ''), { kind: 'fact', id }]);
    return [[...cited, said('.')]];
  }
  const known = material.facts.find(({ shown }) => shown !== null);
  if (known === undefined) return [];
  return [[said(leadIn(material, known.id)), { kind: 'fact', id: known.id }, said('.')]];
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
