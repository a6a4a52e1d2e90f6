import { distance } from 'fastest-levenshtein';
import { conceptsOf } from './concepts.ts';
import type { Slots, Vocabulary } from './question.ts';

const rolloutId = /^r-[0-9a-hjkmnp-tv-z]{10}$/;
const versionLike = /^(?:v\d[\w.+-]*|\d+(?:\.\d+)+[\w.+-]*)$/;
const weightLike = /^(\d{1,3}(?:\.\d+)?)(%|percent)?$/;

/** What the words name. */
export function readSlots(words: readonly string[], vocabulary: Vocabulary): Slots {
  return {
    rollout: words.find((word) => rolloutId.test(word)) ?? null,
    service: named(words, vocabulary.services),
    environment: named(words, vocabulary.environments) ?? begun(words, vocabulary.environments),
    version: readVersion(words, vocabulary.versions),
    weight: readWeight(words),
    current: words.some((word) => conceptsOf(word).includes('current')),
  };
}

function named(words: readonly string[], names: readonly string[]): string | null {
  const exact = names.find((name) => words.includes(name.toLowerCase()));
  return exact ?? names.find((name) => words.some((word) => isSlip(word, name.toLowerCase()))) ?? null;
}

/** A name with one letter wrong, unless that is a word of its own. */
function isSlip(word: string, name: string): boolean {
  return name.length >= 5 && conceptsOf(word).length === 0 && distance(word, name) === 1;
}

/** `prod` for production, where one name alone begins so. */
function begun(words: readonly string[], names: readonly string[]): string | null {
  for (const word of words) {
    if (word.length < 4) continue;
    const [only, ...others] = names.filter((name) => name.toLowerCase().startsWith(word));
    if (only !== undefined && others.length === 0) return only;
  }
  return null;
}

function readVersion(words: readonly string[], versions: readonly string[]): string | null {
  const bare = (version: string) => version.toLowerCase().replace(/^v(?=\d)/, '');
  const exact = versions.find((version) => words.includes(version.toLowerCase()));
  if (exact !== undefined) return exact;
  const typed = words.find((word) => versionLike.test(word)) ?? null;
  if (typed === null) return null;
  return versions.find((version) => bare(version) === bare(typed)) ?? typed;
}

function readWeight(words: readonly string[]): number | null {
  for (const [at, word] of words.entries()) {
    const [, amount, unit] = weightLike.exec(word) ?? [];
    const next = words[at + 1] ?? '';
    if (amount === undefined) continue;
    if (unit === undefined && !['%', 'percent', 'per'].includes(next)) continue;
    const weight = Number(amount);
    if (weight <= 100) return weight;
  }
  return null;
}
