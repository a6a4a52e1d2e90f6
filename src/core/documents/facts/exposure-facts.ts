import { counted, percent } from '../../prose.ts';
import type { Recorded } from '../../rollout/events.ts';
import type { Rollout } from '../../rollout/state.ts';
import type { Instant } from '../../time.ts';
import { type CountedRequests, countedRequests, sharesOf } from '../release/exposure.ts';
import { rollbackAccount } from '../report/rollback.ts';
import { firstAt, lastAt, paused, waitedForApproval } from '../report/times.ts';
import { length } from './inputs.ts';
import type { FactInput } from './make-fact.ts';

/**
 * How much of the traffic the canary had and for how long, what it is known to have served, and where the time went:
 * `exposure/…` and `time/…`, at the end of the rollout where it has one, else now.
 */
export function exposureFacts(
  rollout: Rollout,
  events: readonly Recorded[],
  now: Instant,
): readonly FactInput[] {
  const log = 'event log';
  const end = events.findLast(({ event }) => ends.has(event.kind))?.at ?? now;
  const shares = sharesOf(rollout, events, end);
  const all = shares.reduce((sum, { from, to }) => sum + to - from, 0);
  // A weight that was confirmed this moment has not carried anything yet.
  const recorded = sharesOf(rollout, events, events.at(-1)?.at ?? now);
  const most = Math.max(0, ...recorded.map(({ weight }) => weight));
  return [
    {
      id: 'exposure/greatest',
      about: 'greatest share of the traffic that the canary had',
      value: most,
      unit: 'percent',
      shown: percent(most),
      source: log,
    },
    length(['exposure/time', 'how long the canary had traffic'], all, log),
    ...shares.flatMap(({ weight, from, to }, index): readonly FactInput[] => [
      {
        id: `exposure/share-${index + 1}`,
        about: 'share of the traffic that the canary had',
        value: weight,
        unit: 'percent',
        shown: percent(weight),
        source: log,
        at: from,
      },
      length([`exposure/share-${index + 1}/time`, `how long it had ${percent(weight)}`], to - from, log),
    ]),
    ...requestFacts('exposure', 'the rollout', countedRequests(rollout, events)),
    ...afterBreach(rollout, events, end),
    ...stagesPassed(rollout, events),
    ...times(rollout, events, end),
  ];
}

const ends: ReadonlySet<string> = new Set(['rolled-back', 'completed', 'cancelled']);

/** Windows that do not overlap: never more than there were. */
export function requestFacts(id: string, of: string, found: CountedRequests | null): readonly FactInput[] {
  if (found === null) return [];
  const { requests, failed } = found;
  const least = (part: string, about: string, value: number, noun: string): FactInput => ({
    id: `${id}/${part}`,
    about: `${about} in ${of}, at least`,
    value,
    unit: 'count',
    shown: `at least ${counted(value, noun)}`,
    source: 'event log',
  });
  return [
    least('requests', 'requests that the canary served', requests, 'request'),
    ...(failed === null
      ? []
      : [least('failed', 'requests of the canary that failed', failed, 'failed request')]),
  ];
}

function afterBreach(rollout: Rollout, events: readonly Recorded[], end: Instant): readonly FactInput[] {
  const since = rollbackAccount(events)?.firstSeenAt ?? null;
  if (since === null) return [];
  return sharesOf(rollout, events, end)
    .filter(({ to }) => to > since)
    .map(({ weight, from, to }, index) =>
      length(
        [`exposure/after-breach-${index + 1}`, `how long the canary had ${percent(weight)} after the breach`],
        to - Math.max(from, since),
        'event log',
      ),
    );
}

function stagesPassed({ plan }: Rollout, events: readonly Recorded[]): readonly FactInput[] {
  const passed = new Set(events.flatMap(({ event }) => (event.kind === 'stage-passed' ? [event.stage] : [])))
    .size;
  const of = plan.stages.length;
  return [
    {
      id: 'exposure/stages-passed',
      about: 'stages passed of those planned',
      value: passed,
      unit: 'count',
      shown: `${passed} of ${of}`,
      source: 'event log',
    },
  ];
}

/** Pieces of the way from the request to the end. */
function times(
  { requestedAt, startedAt }: Rollout,
  events: readonly Recorded[],
  end: Instant,
): readonly FactInput[] {
  const log = 'event log';
  const traffic = firstAt(events, 'stage-entered');
  const between = (id: string, about: string, from: Instant | null, to: Instant | null) =>
    from === null || to === null ? [] : [length([`time/${id}`, about], to - from, log)];
  const waited = waitedForApproval(events, end);
  const stood = paused(events, end);
  return [
    ...between('request-to-start', 'from the request to the start', requestedAt, startedAt),
    ...between('preparation', 'preparation before the first traffic', startedAt, traffic),
    ...between(
      'traffic-to-completion',
      'from the first traffic to completion',
      traffic,
      lastAt(events, 'completed'),
    ),
    ...(waited === null ? [] : [length(['time/waiting', 'waiting for approval in all'], waited, log)]),
    ...(stood === null ? [] : [length(['time/paused', 'paused in all'], stood, log)]),
    ...decisions(events),
  ];
}

const byHand: ReadonlySet<string> = new Set([
  'approved',
  'rejected',
  'promoted',
  'paused',
  'resumed',
  'rollback-ordered',
  'cancelled',
]);

function decisions(events: readonly Recorded[]): readonly FactInput[] {
  const many = events.filter(({ actor, event }) => actor.kind === 'person' && byHand.has(event.kind)).length;
  return [
    {
      id: 'people/decisions',
      about: 'decisions of people besides the request',
      value: many,
      unit: 'count',
      shown: counted(many, 'decision'),
      source: 'event log',
    },
  ];
}
