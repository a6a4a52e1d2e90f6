import { type Concept, conceptsOf } from './concepts.ts';
import type { Intent, Reading, Slots, Vocabulary } from './question.ts';
import { readSlots } from './read-slots.ts';
import { wordsOf } from './words.ts';

interface Sense {
  readonly has: (...concepts: readonly Concept[]) => boolean;
  readonly phrase: (text: string) => boolean;
  readonly slots: Slots;
}

/** How strongly a question asks for each intent; 0 for not at all. The strongest one is meant. */
const strengths: { readonly [I in Intent]: (sense: Sense) => number } = {
  'why-rolled-back': ({ has }) => {
    const goneBack = has('rollback') || has('rolled', 'back');
    if (!goneBack) return 0;
    if (has('why') || has('when', 'was')) return 4;
    return has('was') || has('history') ? 3 : 0;
  },
  proceed: ({ has, phrase, slots }) => {
    if (phrase('go no go') || phrase('go or no') || has('analyze', 'proceed')) return 4;
    const goneBack = has('rollback') || has('rolled', 'back');
    if (has('should') && (has('proceed') || goneBack)) return has('was') ? 1 : 4;
    if (phrase('no go') || phrase('nogo') || phrase('gonogo')) return 4;
    if (slots.weight !== null && (has('should') || has('proceed'))) return 3;
    return phrase('go on') ? 2 : 0;
  },
  'who-approves': ({ has }) => {
    if (!has('approve')) return 0;
    return has('who') ? 4 : 2;
  },
  'when-done': ({ has, phrase }) => {
    if (phrase('how long') || (has('when') && has('done'))) return has('was') && !phrase('how long') ? 2 : 4;
    return has('when', 'next') || has('when', 'proceed') ? 4 : 0;
  },
  'what-next': ({ has }) => {
    if (has('next') || has('happens')) return 3;
    return 0;
  },
  compare: ({ has }) => (has('compare') ? 3 : 0),
  'what-changed': ({ has }) => (has('change') ? 2 : 0),
  'what-failed': ({ has }) => (has('fail') ? 2 : 0),
  history: ({ has }) => (has('history') ? 2 : 0),
  'status-analysis': ({ has, slots }) => {
    if (has('analyze')) return 2;
    const names = slots.rollout !== null || slots.service !== null || slots.version !== null;
    return has('status') || has('current') || names ? 1 : 0;
  },
};

/** Maps a question to one of the closed set, by its words alone; it never decides or does anything. */
export function readQuestion(text: string, vocabulary: Vocabulary): Reading {
  const words = wordsOf(text);
  const slots = readSlots(words, vocabulary);
  const said = new Set(words.flatMap(conceptsOf));
  const line = ` ${words.flatMap((word) => word.split(/[/-]/u)).join(' ')} `;
  const sense: Sense = {
    has: (...concepts) => concepts.every((concept) => said.has(concept)),
    phrase: (phrase) => line.includes(` ${phrase} `),
    slots,
  };
  const strong = (Object.keys(strengths) as Intent[]).map((intent) => ({
    intent,
    by: strengths[intent](sense),
  }));
  const most = Math.max(...strong.map(({ by }) => by));
  if (most === 0) return { kind: 'unknown', slots };
  const [intent, ...others] = strong.filter(({ by }) => by === most).map((one) => one.intent);
  if (intent === undefined) return { kind: 'unknown', slots };
  return others.length === 0
    ? { kind: 'understood', intent, slots }
    : { kind: 'ambiguous', intents: [intent, ...others], slots };
}

const asking =
  /^(?:why|should|shall|how|what|whats|when|who|which|where|is|are|can|could|do|does|did|was|were|will|would|has|have|analyze|analyse|compare|go or no)\b|^explain (?:why|how|what)\b|[?？؟]\s*$/iu;

const mention = /^\s*(?:<@!?[A-Z0-9]+(?:\|[^>]{0,80})?>|[/@]?belay)[:,]?\s+/iu;

/** Whether a line that is no command reads as a question; a mention of the bot before it, and quotes around it, do not matter. */
export function readsAsQuestion(text: string): boolean {
  const line = text.slice(0, 4000).replace(mention, '').trim();
  return asking.test(line.replace(/^["'“”„‘]|["'“”’]$/gu, ''));
}
