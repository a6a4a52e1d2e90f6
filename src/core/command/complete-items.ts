import { itemWords, type OpenItem } from '../rollout/open-items.ts';
import type { CommandSpec } from './spec.ts';
import type { Word } from './tokenize.ts';

export interface ItemCandidate {
  readonly word: string;
  readonly hint: string;
  readonly about?: string;
}

/** Boxes and tasks by their numbers, after the rollout or service where that was said. */
export function itemCandidates(words: readonly Word[], items: readonly OpenItem[]): readonly ItemCandidate[] {
  const [first, ...others] = words;
  if (first === undefined) return shown(items);
  const named = items.filter(({ rollout, service }) => rollout === first.value || service === first.value);
  const one = new Set(named.map(({ rollout }) => rollout)).size === 1;
  return others.length === 0 && one ? shown(named) : [];
}

function shown(items: readonly OpenItem[]): readonly ItemCandidate[] {
  return itemWords(items).map(({ word, item }) => ({
    word,
    about: item.text,
    hint: `${item.text} (${item.service} in ${item.environment})`,
  }));
}

/** `migration` after `prepare`: second words of commands that have two. */
export function secondWords(first: Word, specs: readonly CommandSpec[]): readonly ItemCandidate[] {
  const begun = `${first.value.replace(/^\//u, '').toLowerCase()} `;
  return specs.flatMap(({ aliases, summary }) =>
    aliases
      .filter((alias) => alias.startsWith(begun))
      .map((alias) => ({ word: alias.slice(begun.length), hint: summary })),
  );
}
