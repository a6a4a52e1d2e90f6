import { everyCheck } from '../../card/checks.ts';
import { actorName, type PersonName } from '../../card/names.ts';
import { formatValue } from '../../judge/format.ts';
import { percent } from '../../prose.ts';
import type { Recorded } from '../../rollout/events.ts';
import type { Plan } from '../../rollout/plan.ts';
import type { Instant } from '../../time.ts';
import { rollbackAccount } from '../report/rollback.ts';
import { instant, length, named } from './inputs.ts';
import { type FactInput, noData } from './make-fact.ts';

const kinds = {
  trigger: 'a trigger',
  probe: 'a health probe',
  person: 'a person',
  gate: 'an approval',
  criteria: 'success criteria that were not met',
  'no-data': 'missing data',
  step: 'a step that failed',
  router: 'the router',
  superseded: 'a newer rollout',
  train: 'another rollout of its train',
} as const;

/** What took the traffic back, and how fast: `rollback/…`; nothing where it was not ordered. */
export function rollbackFacts(
  plan: Plan,
  events: readonly Recorded[],
  personName: PersonName,
): readonly FactInput[] {
  const account = rollbackAccount(events);
  if (account === null) return [];
  const { cause, from, firstSeenAt, orderedAt, safeAt, overAt } = account;
  const log = 'event log';
  return [
    named(['rollback/cause', 'what the rollback was ordered for'], kinds[cause.kind], log),
    named(['rollback/ordered-by', 'who ordered the rollback'], actorName(account.orderedBy, personName), log),
    {
      id: 'rollback/from',
      about: 'traffic of the canary when it was ordered',
      value: from,
      unit: 'percent',
      shown: percent(from),
      source: log,
    },
    instant(
      ['rollback/first-seen-at', 'when the breach was first seen'],
      firstSeenAt,
      log,
      'not recorded for this cause',
    ),
    instant(['rollback/ordered-at', 'when the rollback was ordered'], orderedAt, log),
    instant(['rollback/safe-at', 'when no new request reached the canary'], safeAt, log, 'not recorded'),
    instant(['rollback/over-at', 'when the rollback was over'], overAt, log, 'not recorded'),
    length(
      ['rollback/breach-to-order', 'from the breach to the order'],
      between(firstSeenAt, orderedAt),
      log,
      'not recorded',
    ),
    length(
      ['rollback/order-to-safe', 'time to safe: from the order until no new request reached the canary'],
      between(orderedAt, safeAt),
      log,
      'not recorded',
    ),
    length(
      ['rollback/breach-to-safe', 'from the breach until no new request reached the canary'],
      between(firstSeenAt, safeAt),
      log,
      'not recorded',
    ),
    length(
      ['rollback/order-to-over', 'from the order until the rollback was over'],
      between(orderedAt, overAt),
      log,
      'not recorded',
    ),
    ...breachFacts(plan, events),
  ];
}

function between(from: Instant | null, to: Instant | null): number | null {
  return from === null || to === null ? null : Math.max(0, to - from);
}

/** The check that took it back, as it was judged at that look. */
function breachFacts(plan: Plan, events: readonly Recorded[]): readonly FactInput[] {
  const order = events.findIndex(({ event }) => event.kind === 'rollback-ordered');
  const ordered = events[order]?.event;
  if (ordered?.kind !== 'rollback-ordered') return [];
  const { cause } = ordered;
  if (cause.kind === 'probe') return [named(['rollback/probe', 'probe that failed'], cause.probe, 'plan')];
  if (cause.kind === 'step') return [named(['rollback/step', 'step that failed'], cause.step, 'plan')];
  if (cause.kind !== 'trigger') return [];
  const check = everyCheck(plan).find(({ id }) => id === cause.check);
  const look = events.slice(0, order).findLast(({ event }) => event.kind === 'measured');
  const verdict =
    look?.event.kind === 'measured'
      ? look.event.verdicts.find((one) => one.check === cause.check)
      : undefined;
  if (check === undefined) return [];
  const unit = plan.metrics.find(({ name }) => name === check.rule.metric)?.unit ?? 'number';
  const amount = (part: string, about: string, value: number | null): FactInput => ({
    id: `rollback/${part}`,
    about,
    value,
    unit,
    shown: value === null ? noData : formatValue(value, unit),
    window: check.rule.window,
    source: look === undefined ? 'event log' : `event ${look.seq}`,
    at: look?.at ?? null,
  });
  return [
    named(['rollback/rule', 'rule that took traffic back'], check.rule.text, 'plan'),
    named(['rollback/metric', 'metric of the rule that took traffic back'], check.rule.metric, 'plan'),
    amount('value', `${check.rule.metric} of the canary when it was taken back`, verdict?.value ?? null),
    amount('limit', `limit of ${check.rule.metric} when it was taken back`, verdict?.limit ?? null),
    amount(
      'stable',
      `${check.rule.metric} of stable when the canary was taken back`,
      verdict?.stable ?? null,
    ),
  ];
}
