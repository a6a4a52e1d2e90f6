import { type CheckState, checkStates } from '../../card/checks.ts';
import { formatValue } from '../../judge/format.ts';
import type { Plan } from '../../rollout/plan.ts';
import type { Rollout } from '../../rollout/state.ts';
import { watchedStage } from '../../rollout/wanted.ts';
import { formatDuration, type Instant } from '../../time.ts';
import { stateWords } from '../explanation/check.ts';
import { towards } from '../explanation/towards.ts';
import { idParts } from './id-part.ts';
import { count, instant, named } from './inputs.ts';
import { type FactInput, noData } from './make-fact.ts';

export interface Judged {
  readonly id: string;
  readonly state: CheckState;
}

/** The checks that watch now or spoke last, each with its id: `verdict/error-rate`. */
export function judgedChecks(rollout: Rollout): readonly Judged[] {
  const states = checkStates(rollout);
  const parts = idParts(states.map(({ check }) => check.rule.metric));
  return states.map((state, index) => ({ id: `verdict/${parts[index]}`, state }));
}

/** How each check stands: `verdict/error-rate/value`, and how many stand how: `verdict/count/fine`. */
export function verdictFacts(rollout: Rollout, now: Instant): readonly FactInput[] {
  const { plan, measuredAt } = rollout;
  const live = watchedStage(rollout) !== null;
  const at = live ? now : (measuredAt ?? now);
  const judged = judgedChecks(rollout);
  const words = judged.map(({ state }) => stateWords(state.check, state.verdict, live));
  return [
    count(['verdict/count', 'checks that are judged'], judged.length, 'check', 'event log'),
    ...[...new Set(words)].map((word): FactInput => {
      const many = words.filter((one) => one === word).length;
      const id = `verdict/count/${idParts([word])[0]}`;
      return {
        id,
        about: `checks that are: ${word}`,
        value: many,
        unit: 'count',
        shown: `${many} ${word}`,
        source: 'event log',
      };
    }),
    instant(['verdict/measured-at', 'when it was measured last'], measuredAt, 'event log'),
    ...(measuredAt === null
      ? []
      : [
          {
            id: 'verdict/measured-ago',
            about: 'how long ago it was measured last',
            value: now - measuredAt,
            unit: 'duration',
            shown: formatDuration(Math.max(1000, now - measuredAt)),
            source: 'event log',
            at: measuredAt,
          },
        ]),
    ...judged.flatMap((one) => factsOf(one, plan, at, live)),
  ];
}

function factsOf({ id, state }: Judged, plan: Plan, at: Instant, live: boolean): readonly FactInput[] {
  const { check, verdict } = state;
  const { rule } = check;
  const unit = plan.metrics.find(({ name }) => name === rule.metric)?.unit ?? 'number';
  const of = `check “${rule.text}”`;
  const since = verdict?.holdsSince ?? null;
  const amount = (part: string, about: string, value: number | null): FactInput => ({
    id: `${id}/${part}`,
    about: `${about} of ${of}`,
    value,
    unit,
    shown: value === null ? noData : formatValue(value, unit),
    window: rule.window,
    source: 'last look',
  });
  return [
    named([`${id}/rule`, 'rule of the check'], rule.text, 'plan'),
    named([`${id}/state`, `how it stands: ${of}`], stateWords(check, verdict, live), 'last look'),
    amount('value', 'value of the canary', verdict?.value ?? null),
    amount('limit', 'limit', verdict?.limit ?? null),
    amount('stable', 'value of stable', verdict?.stable ?? null),
    ...(verdict?.requests == null
      ? []
      : [
          count([`${id}/requests`, `canary requests behind ${of}`], verdict.requests, 'request', 'last look'),
        ]),
    ...(since === null
      ? []
      : [
          instant([`${id}/holds-since`, `since when the condition holds: ${of}`], since, 'last look'),
          {
            id: `${id}/held`,
            about: `how long the condition has held: ${of}`,
            value: Math.max(0, at - since),
            unit: 'duration',
            shown: formatDuration(Math.max(0, at - since)),
            source: 'last look',
          },
        ]),
    ...evidenceFacts(id, state),
    ...(live
      ? [
          named(
            [`said/${id}/to-act`, `what would make it act: ${of}`],
            towards(check, plan, unit, verdict, at),
            'plan',
          ),
        ]
      : []),
  ];
}

function evidenceFacts(id: string, { verdict }: CheckState): readonly FactInput[] {
  const evidence = verdict?.evidence;
  if (evidence === undefined) return [];
  const what = evidence.kind === 'score' ? 'score of the comparison' : 'evidence of the test';
  const amount = (part: string, value: number): FactInput => ({
    id: `${id}/${part}`,
    about: part === 'evidence' ? what : `${what} that it takes`,
    value,
    unit: 'number',
    shown: value >= 1e9 ? 'more than a billion' : formatValue(value, 'number'),
    source: 'last look',
  });
  return [amount('evidence', evidence.value), amount('evidence-needed', evidence.needed)];
}
