import { quoted } from '../prose.ts';
import { type Refusal, refuse } from '../refusal.ts';

export interface Item {
  readonly id: string;
  readonly text: string;
}

/**
 * The item of a list that somebody means: by its number counted from 1, by its id, or by words that stand in it and in
 * no other.
 * @param noun `box`, `task`
 */
export function findItem<I extends Item>(
  items: readonly I[],
  typed: string,
  noun: string,
): { readonly kind: 'found'; readonly item: I } | Refusal {
  const numbered = /^\d{1,4}$/.test(typed) ? items[Number(typed) - 1] : undefined;
  const named = numbered ?? items.find(({ id, text }) => id === typed || same(text, typed));
  const meant = named === undefined ? byWords(items, typed) : [named];
  const say = (one: I) => `${items.indexOf(one) + 1} ${quoted(one.text)}`;
  if (meant.length > 1) {
    return refuse(
      `which-${noun}`,
      `More than one ${noun} has ${quoted(typed)} in it: ${meant.map(say).join('; ')}. Say its number. Nothing was changed.`,
    );
  }
  const [item] = meant;
  if (item !== undefined) return { kind: 'found', item };
  return refuse(
    `no-such-${noun}`,
    `There is no ${noun} ${quoted(typed)}. There are: ${items.map(say).join('; ')}. Nothing was changed.`,
  );
}

function byWords<I extends Item>(items: readonly I[], typed: string): readonly I[] {
  const words = typed.toLowerCase().split(/\s+/u).filter(Boolean);
  if (words.length === 0) return [];
  return items.filter(({ text }) => words.every((word) => text.toLowerCase().includes(word)));
}

function same(one: string, other: string): boolean {
  return one.toLowerCase() === other.trim().toLowerCase();
}
