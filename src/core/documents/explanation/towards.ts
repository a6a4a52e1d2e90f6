import { formatLimit, formatValue } from '../../judge/format.ts';
import type { Comparison, Rule, Unit } from '../../judge/rule.ts';
import { falseAlarmsOf } from '../../judge/sequential/combine.ts';
import type { Verdict } from '../../judge/verdict.ts';
import { counted } from '../../prose.ts';
import type { Check, Plan } from '../../rollout/plan.ts';
import { formatDuration, type Instant } from '../../time.ts';
import { instantText } from '../instant-text.ts';

const than: { readonly [C in Comparison]: string } = {
  '>': 'above',
  '>=': 'at or above',
  '<': 'below',
  '<=': 'at or below',
};

/** What would have to happen for a check to act, or that it does. */
export function towards(check: Check, plan: Plan, unit: Unit, verdict: Verdict | null, now: Instant): string {
  if (verdict?.acts === true) return actsAlready(check);
  switch (check.rule.limit.kind) {
    case 'absolute':
    case 'baseline-offset':
    case 'stable-factor':
      return towardsLimit(check, unit, verdict, now);
    case 'worse':
      return `Its evidence must reach ${neededOf(plan, verdict)}. That is the stake of the whole rollout: all metrics tested this way share it, and the one that has most of it acts.`;
    case 'within':
      return `Its evidence must reach ${neededOf(plan, verdict)}: then the canary is shown to be ${formatLimit(check.rule.limit, unit)} at most. Until then nobody knows, and the stage goes on as the plan says for criteria that are not met.`;
    case 'score':
      return `The score must be ${formatLimit(check.rule.limit, unit)} or more when the hold ends.`;
  }
}

function actsAlready({ action }: Check): string {
  return action === 'criterion' ? 'Nothing more: it is met.' : 'Nothing more: it acts.';
}

function neededOf(plan: Plan, verdict: Verdict | null): string {
  const { evidence } = verdict ?? {};
  if (evidence === undefined) return formatValue(1 / falseAlarmsOf(plan), 'number');
  return `${formatValue(evidence.needed, 'number')} (it is ${formatValue(evidence.value, 'number')} now)`;
}

function towardsLimit({ action, rule }: Check, unit: Unit, verdict: Verdict | null, now: Instant): string {
  const data = verdict === null || verdict.verdict === 'no-data' ? `${dataNeeded(rule)} ` : '';
  const { sustained } = rule;
  const since = verdict?.holdsSince ?? null;
  if (since !== null) {
    const left = Math.max(0, since + sustained - now);
    return `${data}It must stay ${limitWords(rule, unit, verdict)} for ${formatDuration(left)} more, until ${instantText(since + sustained)}.`;
  }
  const lasting = sustained === 0 ? 'at one look' : `for ${formatDuration(sustained)} without a break`;
  const subject = action === 'criterion' ? 'To be met, the canary' : 'The canary';
  return `${data}${subject} must be ${limitWords(rule, unit, verdict)} ${lasting}.`;
}

/** `above 1.5x stable, which is 0.3% now` */
function limitWords(rule: Rule, unit: Unit, verdict: Verdict | null): string {
  const limit = `${than[rule.comparison]} ${formatLimit(rule.limit, unit)}`;
  if (rule.limit.kind === 'absolute' || verdict === null || verdict.limit === null) return limit;
  return `${limit}, which is ${formatValue(verdict.limit, unit)} now,`;
}

function dataNeeded({ minimumRequests, window, instant }: Rule): string {
  if (minimumRequests === 0) return 'First there must be data.';
  const few = instant ? ' (fewer are enough with 5 errors among 20)' : '';
  return `First there must be data: a value, and ${counted(minimumRequests, 'canary request')} within ${formatDuration(window)} where they are counted${few}.`;
}
