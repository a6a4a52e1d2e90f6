import type { Objection, Segment } from '../drafts/draft.ts';
import type { DraftGate } from './draft-gate.ts';
import { folded } from './fold.ts';

type Side = 'canary' | 'stable';

const measured = /^stage-[0-9-]+\/([^/]+)\/(canary|stable)\//;
const sides =
  /\b(?:(canary|new version|newer version)|(stable|version before|old version|older version|previous version|baseline))\b/gu;
const sideAfter =
  /^\s*\(?(?:for|of|on|in|at|with|by) (?:the )?(?:(canary|new version)|(stable|version before|old version|previous version))\b/u;

/**
 * A value cited for the other version, or under the name of another metric: every numeral would be recorded, and the
 * sentence a lie. What the sentence names nearest to the fact is what the fact must be of.
 */
export const attribution: DraftGate = {
  name: 'citation',
  objections: ({ sections }, { book }) => {
    const metrics = new Set(book.facts.flatMap(({ id }) => measured.exec(id)?.[1] ?? []));
    return sections.flatMap(({ paragraphs }) =>
      paragraphs.flatMap((paragraph) =>
        paragraph.flatMap((segment, index) => objections(segment, paragraph, index, metrics)),
      ),
    );
  },
};

function objections(
  segment: Segment,
  paragraph: readonly Segment[],
  index: number,
  metrics: ReadonlySet<string>,
): readonly Objection[] {
  const found = segment.kind === 'fact' ? measured.exec(segment.id) : null;
  if (found === null || segment.kind !== 'fact') return [];
  const [, metric = '', side] = found;
  const before = /[^.!?]*$/u.exec(words(paragraph.slice(0, index)))?.[0] ?? '';
  const after = /^[^.!?]*/u.exec(words(paragraph.slice(index + 1)))?.[0] ?? '';
  const said = sideOf(before, words(paragraph.slice(index + 1, index + 2)));
  const named = [...metrics].filter((one) => names(`${before} ${after}`, one));
  if (said !== null && said !== side) {
    return [
      { gate: 'citation', sentence: `${segment.id} is a value of ${side}; the sentence says it of ${said}.` },
    ];
  }
  return named.length > 0 && !named.includes(metric)
    ? [
        {
          gate: 'citation',
          sentence: `${segment.id} is a value of ${metric}; the sentence is about ${named[0]}.`,
        },
      ]
    : [];
}

/** A cited version speaks of its side as well. */
function words(segments: readonly Segment[]): string {
  const text = segments.map((segment) => {
    if (segment.kind === 'text') return segment.text;
    if (segment.kind === 'comparison') return '.';
    if (segment.id.startsWith('rollout/canary-version')) return 'canary';
    return segment.id.startsWith('rollout/stable-version') ? 'stable' : '…';
  });
  return folded(text.join(' '));
}

function sideOf(before: string, next: string): Side | null {
  const after = sideAfter.exec(next);
  if (after !== null) return after[1] === undefined ? 'stable' : 'canary';
  const last = [...before.matchAll(sides)].at(-1);
  if (last === undefined) return null;
  return last[1] === undefined ? 'stable' : 'canary';
}

/** `error-rate` is named by `error rate` too. */
function names(sentence: string, metric: string): boolean {
  const pattern = metric.replace(/[^a-z0-9]+/gu, '[\\s._-]+');
  return new RegExp(`(?<![a-z0-9])${pattern}(?![a-z0-9])`, 'u').test(sentence);
}
