import { z } from 'zod';
import { Draft, type DraftScope, type Objection, type Segment } from '../drafts/draft.ts';
import { joined } from '../drafts/joined.ts';
import type { Outcome } from '../outcome.ts';
import { decisionObjection } from './decision-words.ts';
import { type DraftLimits, draftLimits } from './limits.ts';
import { markedParts } from './paragraph.ts';
import { type Reading, reading } from './reading.ts';
import { draftGates, textGates } from './registry.ts';

export type CheckedDraft =
  | { readonly kind: 'sound'; readonly draft: Draft }
  | { readonly kind: 'unsound'; readonly objections: readonly Objection[] };

/** More help nobody with the one repair a model has. */
const mostObjections = 12;
/** A draft larger than this is not read any further. */
const largest = 200_000;
/** Nor is one in more pieces than anybody reads. */
const mostSegments = 600;

/**
 * Everything that may be wrong with a draft. Sound means: each cited id is recorded, no numeral and no claim is the
 * model's own, and nothing in it can act, point or lead elsewhere.
 * @param value what a model answered, not checked against anything
 */
export function checkDraft(
  value: unknown,
  scope: DraftScope,
  limits: DraftLimits = draftLimits,
): CheckedDraft {
  const parsed = parse(value);
  if (parsed.kind === 'unsound') return parsed;
  const { draft } = parsed;
  const names = new Set(scope.book.identifiers);
  const whole = draftGates.flatMap((gate) => gate.objections(draft, scope, limits));
  // What is too long is not read: it is refused already, and reading it would take its time.
  const long = whole.some(({ gate }) => gate === 'too-long');
  const prose = long ? [] : readings(draft, names);
  const found = [...whole, ...prose.flatMap((one) => proseObjections(one, scope.book.outcome))];
  const objections = unlike(found).slice(0, mostObjections);
  return objections.length === 0 ? { kind: 'sound', draft } : { kind: 'unsound', objections };
}

/** What gates say of one piece of prose: for tests and for the corpus. */
export function proseObjections(one: Reading, outcome: Outcome | null): readonly Objection[] {
  const found = textGates.flatMap(({ gate, objection }): Objection[] => {
    const sentence = objection(one);
    return sentence === null ? [] : [{ gate, sentence }];
  });
  const decided = decisionObjection(one, outcome);
  return decided === null ? found : [...found, { gate: 'decision-word', sentence: decided }];
}

function parse(value: unknown): CheckedDraft {
  const size = sizeOf(value);
  if (size === null || size > largest) {
    return unsound('schema', 'The draft is not JSON of a reasonable size.');
  }
  const parsed = Draft.safeParse(value);
  if (parsed.success) {
    const pieces = parsed.data.sections.flatMap(({ paragraphs }) => paragraphs.flat()).length;
    return pieces > mostSegments
      ? unsound('too-long', `The draft has ${pieces} segments; ${mostSegments} are allowed.`)
      : { kind: 'sound', draft: parsed.data };
  }
  const [first] = parsed.error.issues;
  const where = z.core.toDotPath(first?.path ?? []).slice(0, 60);
  return unsound(
    'schema',
    `The draft does not have the shape that was asked for${where === '' ? '' : ` at ${where}`}.`,
  );
}

function sizeOf(value: unknown): number | null {
  try {
    return JSON.stringify(value)?.length ?? null;
  } catch {
    return null;
  }
}

function unsound(gate: Objection['gate'], sentence: string): CheckedDraft {
  return { kind: 'unsound', objections: [{ gate, sentence }] };
}

/**
 * Each section as it will stand, its paragraphs behind each other; and texts side by side without the space that will be
 * between them. So a word is found however it is taken apart.
 */
function readings({ sections, hypotheses }: Draft, names: ReadonlySet<string>): readonly Reading[] {
  const prose = sections.flatMap(({ paragraphs }) => [
    paragraphs.map((one) => joined(markedParts(one))).join(' '),
    ...paragraphs.flatMap(sideBySide),
  ]);
  return [
    ...prose.map((one) => reading('paragraph', one, names)),
    ...hypotheses.map((one) => reading('hypothesis', one, names)),
    ...(hypotheses.length < 2 ? [] : [reading('hypothesis', hypotheses.join(' '), names)]),
  ];
}

function sideBySide(paragraph: readonly Segment[]): readonly string[] {
  const runs: string[] = [];
  for (const [index, segment] of paragraph.entries()) {
    if (segment.kind !== 'text') continue;
    const before = paragraph[index - 1]?.kind === 'text' ? (runs.pop() ?? '') : '';
    runs.push(`${before}${segment.text}`);
  }
  return runs;
}

function unlike(objections: readonly Objection[]): readonly Objection[] {
  return [...new Map(objections.map((one) => [`${one.gate} ${one.sentence}`, one])).values()];
}
