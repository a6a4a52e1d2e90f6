import { causeClause } from '../../card/cause.ts';
import { actorName, type PersonName } from '../../card/names.ts';
import { percent } from '../../prose.ts';
import type { Recorded, RollbackCause } from '../../rollout/events.ts';
import { formatDuration, type Instant } from '../../time.ts';
import { facts, heading, list, paragraph } from '../blocks.ts';
import { instantText } from '../instant-text.ts';
import type { Block } from '../tree.ts';

/** The times of a rollback as recorded; null where the log has nothing. */
export interface RollbackAccount {
  readonly cause: RollbackCause;
  readonly orderedBy: Recorded['actor'];
  readonly from: number;
  /** Since when the condition held that led to it. */
  readonly firstSeenAt: Instant | null;
  readonly orderedAt: Instant;
  readonly safeAt: Instant | null;
  readonly overAt: Instant | null;
}

/** The first order counts for the times; a later one (faster, another cause) only hurries it. */
export function rollbackAccount(events: readonly Recorded[]): RollbackAccount | null {
  const index = events.findIndex(({ event }) => event.kind === 'rollback-ordered');
  const order = events[index];
  if (order === undefined || order.event.kind !== 'rollback-ordered') return null;
  const later = events.slice(index);
  return {
    cause: order.event.cause,
    orderedBy: order.actor,
    from: order.event.from,
    firstSeenAt: firstSeen(order.event.cause, events.slice(0, index)),
    orderedAt: order.at,
    safeAt: later.find(({ event }) => event.kind === 'safe')?.at ?? null,
    overAt: later.find(({ event }) => event.kind === 'rolled-back')?.at ?? null,
  };
}

function firstSeen(cause: RollbackCause, before: readonly Recorded[]): Instant | null {
  switch (cause.kind) {
    case 'trigger':
      return heldSince(cause.check, before);
    case 'probe':
      return failingSince(cause.probe, before);
    case 'person':
    case 'gate':
    case 'criteria':
    case 'no-data':
    case 'step':
    case 'router':
    case 'superseded':
    case 'train':
      return null;
  }
}

function heldSince(check: string, before: readonly Recorded[]): Instant | null {
  const last = before.findLast(({ event }) => event.kind === 'measured')?.event;
  if (last?.kind !== 'measured') return null;
  return last.verdicts.find((verdict) => verdict.check === check)?.holdsSince ?? null;
}

function failingSince(probe: string, before: readonly Recorded[]): Instant | null {
  let since: Instant | null = null;
  for (const { at, event } of before) {
    if (event.kind !== 'measured') continue;
    const result = event.probes.find(({ name }) => name === probe);
    if (result === undefined) continue;
    since = result.healthy ? null : (since ?? at);
  }
  return since;
}

export function rollbackBlocks(events: readonly Recorded[], personName: PersonName): Block[] {
  const account = rollbackAccount(events);
  if (account === null) return [];
  const orders = events.flatMap(({ at, actor, event }) =>
    event.kind === 'rollback-ordered'
      ? [`${instantText(at)}: ${causeClause(event.cause, actorName(actor, personName))}.`]
      : [],
  );
  return [
    heading('Rollback'),
    paragraph(
      `Traffic was taken back ${causeClause(account.cause, actorName(account.orderedBy, personName))}.`,
    ),
    facts(
      ['Ordered by', actorName(account.orderedBy, personName)],
      ['Canary had', percent(account.from)],
      [
        'Breach first seen',
        account.firstSeenAt === null ? 'not recorded for this cause' : instantText(account.firstSeenAt),
      ],
      ['Ordered', after(account.orderedAt, account.firstSeenAt, 'the breach was first seen')],
      ['Safe (no new request reaches the canary)', after(account.safeAt, account.orderedAt, 'the order')],
      ['Over', after(account.overAt, account.orderedAt, 'the order')],
    ),
    ...(orders.length > 1 ? [paragraph('It was ordered more than once:'), list(orders)] : []),
  ];
}

function after(at: Instant | null, from: Instant | null, what: string): string {
  if (at === null) return 'not recorded';
  return from === null ? instantText(at) : `${instantText(at)}, ${formatDuration(at - from)} after ${what}`;
}
