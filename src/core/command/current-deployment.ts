import type { CommandSpec } from './spec.ts';
import type { Word } from './tokenize.ts';

/** Words that mean the one rollout that is live. */
export const currentDeployment: readonly string[] = ['deployment', 'current-deployment'];

/** Reads `[the] current deployment` where a target stands as one word. What stands in quotes is left alone. */
export function withCurrentDeployment(spec: CommandSpec, words: readonly Word[]): readonly Word[] {
  if (spec.args[0]?.name !== 'target') return words;
  const [article] = words;
  const rest = article !== undefined && isPlain(article, ['the']) ? words.slice(1) : words;
  const [first, second, ...others] = rest;
  if (first === undefined) return words;
  if (second !== undefined && isPlain(first, ['current']) && isPlain(second, ['deployment', 'rollout'])) {
    const source = `${first.source} ${second.source}`;
    return [{ ...first, value: 'current-deployment', source }, ...others];
  }
  return isPlain(first, ['deployment']) ? rest : words;
}

function isPlain({ value, quoted }: Word, wanted: readonly string[]): boolean {
  return !quoted && wanted.includes(value.toLowerCase());
}
