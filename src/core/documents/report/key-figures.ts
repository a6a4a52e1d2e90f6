import { counted, percent } from '../../prose.ts';
import type { Recorded } from '../../rollout/events.ts';
import type { Rollout } from '../../rollout/state.ts';
import { formatDuration, type Instant, type Millis } from '../../time.ts';
import { facts, heading } from '../blocks.ts';
import { countedRequests, sharesOf } from '../release/exposure.ts';
import type { Block } from '../tree.ts';
import { rollbackAccount } from './rollback.ts';
import { firstAt, lastAt, paused, waitedForApproval } from './times.ts';

type Row = readonly [name: string, value: string];

/** What a reader wants who has a minute. Times are differences of recorded ones. */
export function keyFigures(rollout: Rollout, events: readonly Recorded[], end: Instant): Block[] {
  const { plan } = rollout;
  const passed = new Set(events.flatMap(({ event }) => (event.kind === 'stage-passed' ? [event.stage] : [])))
    .size;
  const shares = sharesOf(rollout, events, end);
  const most = Math.max(0, ...shares.map(({ weight }) => weight));
  const requests = countedRequests(rollout, events);
  return [
    heading('Key figures'),
    facts(
      ['Stages passed', `${passed} of ${plan.stages.length}`],
      ['Greatest share of the traffic', percent(most)],
      ['Requests of the new version', requests === null ? 'not counted' : `at least ${requests.requests}`],
      ...(requests?.failed == null
        ? []
        : [
            [
              'Failed of them',
              requests.failed === 0 ? 'none was seen' : `at least ${requests.failed}`,
            ] as const,
          ]),
      ...delivery(rollout, events, end),
      ['Decisions by people', decisions(events)],
      ...rollbackRows(events),
    ),
  ];
}

/** The pieces of the way from the request to the end that were recorded. */
function delivery(
  { requestedAt, startedAt }: Rollout,
  events: readonly Recorded[],
  end: Instant,
): readonly Row[] {
  const traffic = firstAt(events, 'stage-entered');
  const last = lastAt(events, 'completed');
  return [
    piece('From request to start', requestedAt, startedAt),
    piece('Preparation before the first traffic', startedAt, traffic),
    piece('From first traffic to completion', traffic, last),
    length('Waiting for approval', waitedForApproval(events, end)),
    length('Paused', paused(events, end)),
  ].flatMap((row) => row ?? []);
}

function piece(name: string, from: Instant | null, to: Instant | null): readonly Row[] | null {
  return from === null || to === null || to === from ? null : [[name, formatDuration(to - from)]];
}

function length(name: string, took: Millis | null): readonly Row[] | null {
  return took === null ? null : [[name, formatDuration(took)]];
}

function decisions(events: readonly Recorded[]): string {
  const own = events.filter(({ actor, event }) => actor.kind === 'person' && byHand.has(event.kind)).length;
  return own === 0 ? 'none besides the request' : `${counted(own, 'decision')} besides the request`;
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

function rollbackRows(events: readonly Recorded[]): readonly Row[] {
  const account = rollbackAccount(events);
  if (account === null || account.safeAt === null) return [];
  const since = account.firstSeenAt ?? account.orderedAt;
  const what = account.firstSeenAt === null ? 'From order to safe' : 'From breach to safe';
  return [[what, formatDuration(account.safeAt - since)]];
}
