import { listed } from '../prose.ts';
import type { Check } from '../rollout/plan.ts';
import type { Verdict } from './verdict.ts';

/**
 * Criteria that are not met, in one line. Those of which it is only not known yet are named with their evidence alone:
 * `it is not yet known whether "p95 within 2x stable" (evidence 3.4, 100 needed) holds`.
 *
 * @param checks those that the verdicts are about
 */
export function unmetWords(checks: readonly Check[], verdicts: readonly Verdict[]): string {
  const rules = new Map(checks.map(({ id, rule }) => [id, rule.text]));
  const open = verdicts.filter(isOpen);
  const known = verdicts.filter((verdict) => !isOpen(verdict)).map(({ sentence }) => sentence);
  return [...known, ...openWords(open, rules)].join('; ');
}

/** A test that may be looked at all the time, whose evidence does not suffice yet: that says nothing against the canary. */
export function isOpen({ verdict, outcome, evidence }: Verdict): boolean {
  return verdict === 'fail' && outcome === 'not-yet-known' && evidence?.kind === 'e-value';
}

function openWords(open: readonly Verdict[], rules: ReadonlyMap<string, string>): readonly string[] {
  if (open.length === 0) return [];
  const names = open.map(({ check, evidence }) => {
    const far = evidence === undefined ? '' : ` (evidence ${evidence.value}, ${evidence.needed} needed)`;
    return `"${rules.get(check) ?? check}"${far}`;
  });
  return [`it is not yet known whether ${listed(names)} ${names.length === 1 ? 'holds' : 'hold'}`];
}
