import { parseRule, type RuleContext } from '../../core/judge/parse-rule.ts';
import type { Rule } from '../../core/judge/rule.ts';
import type { Check, CheckAction } from '../../core/rollout/plan.ts';
import { error, type Path, type Report, warning } from '../mistake.ts';
import type { RuleSource } from '../schema/reference.ts';

type RuleEntry = RuleSource | { readonly rule: RuleSource };

/** The four lists of rules that a plan or a stage may have. */
export interface RuleLists {
  readonly rollback_when?: readonly RuleEntry[] | undefined;
  readonly pause_when?: readonly RuleEntry[] | undefined;
  readonly warn_when?: readonly RuleEntry[] | undefined;
  readonly promote_when?: readonly RuleEntry[] | undefined;
}

const actions = {
  rollback_when: 'rollback',
  pause_when: 'pause',
  warn_when: 'warn',
  promote_when: 'criterion',
} as const satisfies Record<keyof RuleLists, CheckAction>;
const listNames = Object.keys(actions) as (keyof RuleLists)[];

/** A check and where its rule stands. */
export interface PlacedCheck {
  readonly check: Check;
  readonly path: Path;
}

/** Rules that cannot be read are left out: they are reported where all rules are checked. */
export function buildChecks(
  lists: RuleLists,
  path: Path,
  context: RuleContext,
  report: Report,
): readonly PlacedCheck[] {
  const found = new Map<string, PlacedCheck>();
  for (const list of listNames) {
    lists[list]?.forEach((entry, index) => {
      const source = 'tag' in entry ? entry : entry.rule;
      const at = 'tag' in entry ? [...path, list, index] : [...path, list, index, 'rule'];
      const parsed = parseRule(source.text, context);
      if (parsed.kind === 'error') return;
      const misplaced = wrongList(list, parsed.rule);
      if (misplaced !== null) {
        report(error(at, 'wrong-list', misplaced.sentence, { ...misplaced, offset: parsed.relationAt }));
        return;
      }
      const check = { id: `${actions[list]}: ${parsed.rule.text}`, action: actions[list], rule: parsed.rule };
      if (found.has(check.id))
        report(warning(at, 'rule-twice', 'This rule stands in the list already; one is enough.'));
      else found.set(check.id, { check, path: at });
    });
  }
  return [...found.values()];
}

/** Limits fit every list; a test shows one thing alone. */
function wrongList(
  list: keyof RuleLists,
  { text, limit }: Rule,
): { sentence: string; expected: string } | null {
  switch (limit.kind) {
    case 'absolute':
    case 'stable-factor':
    case 'baseline-offset':
      return null;
    case 'worse': {
      if (list !== 'promote_when') return null;
      const sentence = `\`${text}\` shows that canary is worse, which is no reason to promote it. Put it under \`rollback_when\`, or promote with \`within 1.5x stable\`.`;
      return { sentence, expected: 'a rule that speaks for canary' };
    }
    case 'within':
    case 'score': {
      if (list === 'promote_when') return null;
      const other = limit.kind === 'within' ? `, or write \`worse than stable\` here` : '';
      const sentence = `\`${text}\` shows that canary is good enough, which is no reason to act against it. Put it under \`promote_when\`${other}.`;
      return { sentence, expected: 'a rule that speaks against canary' };
    }
  }
}

/**
 * A stage's rules replace the plan's about the same metric in the same list; the other rules of the plan stay. A limit
 * of a stage is no reason to stop testing.
 */
export function stageChecks(
  ofPlan: readonly PlacedCheck[],
  ofStage: readonly PlacedCheck[],
): readonly PlacedCheck[] {
  const subject = ({ check }: PlacedCheck) => `${check.action} ${check.rule.metric} ${isTest(check.rule)}`;
  const replaced = new Set(ofStage.map(subject));
  return [...ofPlan.filter((placed) => !replaced.has(subject(placed))), ...ofStage];
}

/** Shown by a test that may be looked at all the time. */
export function isTest({ limit }: Pick<Rule, 'limit'>): boolean {
  return limit.kind === 'worse' || limit.kind === 'within';
}
