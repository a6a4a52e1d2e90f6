import { nearest } from '../nearest.ts';
import { listed, quoted } from '../prose.ts';
import { type Refusal, refuse } from '../refusal.ts';
import type { Check } from '../rollout/plan.ts';

/**
 * The checks that somebody means: one by its rule as it is written or by its id, all of a metric by its name, or the
 * one whose rule has these words in it.
 * @param whose for the refusal: a rollout id
 */
export function findChecks(all: readonly Check[], typed: string, whose: string): readonly Check[] | Refusal {
  const same = (one: string) => plain(one) === plain(typed);
  const byRule = all.filter(({ id, rule }) => same(rule.text) || same(id));
  const found = byRule.length > 0 ? byRule : all.filter(({ rule }) => same(rule.metric));
  if (found.length > 0) return found;
  const words = plain(typed).split(' ').filter(Boolean);
  const having = all.filter(({ id }) => words.length > 0 && words.every((word) => plain(id).includes(word)));
  if (having.length === 1) return having;
  if (having.length > 1) {
    return refuse(
      'which-check',
      `More than one check has ${quoted(typed)} in it: ${listed(having.map(({ rule }) => quoted(rule.text)))}. Say one of them, or a metric for all of its checks. Nothing was changed.`,
    );
  }
  const metrics = [...new Set(all.map(({ rule }) => rule.metric))];
  if (metrics.length === 0) return refuse('no-such-check', `${whose} has no checks.`);
  const near = nearest(typed, metrics);
  const hint = near === null ? '' : ` Did you mean \`${near}\`?`;
  return refuse(
    'no-such-check',
    `${whose} has no check ${quoted(typed)}.${hint} Its checks are about ${listed(metrics)}.`,
  );
}

function plain(text: string): string {
  return text.replaceAll(/\s+/g, ' ').trim().toLowerCase();
}
