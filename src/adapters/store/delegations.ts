import { z } from 'zod';
import {
  type Delegation,
  DelegationEvent,
  delegationStream,
  foldDelegations,
} from '../../core/delegations/events.ts';
import type { PersonId, RoleName } from '../../core/ids.ts';
import type { Actor } from '../../core/rollout/events.ts';
import type { Instant } from '../../core/time.ts';
import type { Delegations } from '../../ports/store.ts';
import { appendToLog, readStream } from './log.ts';
import { gaveWay, guarded, violatedConstraint } from './store-failure.ts';
import type { Database } from './tables.ts';

/** Roles on loan, as events of their lenders' streams. */
export function delegations(db: Database): Delegations {
  return {
    lend: (delegation, actor) => guarded(() => lend(db, delegation, actor)),
    end: (lender, role, actor, at) => guarded(() => end(db, lender, role, actor, at)),
    standing: (lenders, now) => guarded(() => standing(db, lenders, now)),
  };
}

async function lend(db: Database, wanted: Delegation, actor: Actor): Promise<Delegation> {
  const { lender, role, borrower, since, until, reason } = wanted;
  const { held, seq } = await lentBy(db, lender, since);
  const current = held.find((one) => one.role === role);
  if (current !== undefined && current.borrower !== borrower) return current;
  const event: DelegationEvent = { kind: 'delegated', lender, role, borrower, until, reason };
  const appended = await append(db, lender, seq, event, actor, since);
  return appended ? wanted : lend(db, wanted, actor);
}

async function end(
  db: Database,
  lender: PersonId,
  role: RoleName,
  actor: Actor,
  at: Instant,
): Promise<boolean> {
  const { held, seq } = await lentBy(db, lender, at);
  if (!held.some((one) => one.role === role)) return false;
  const appended = await append(db, lender, seq, { kind: 'delegation-ended', lender, role }, actor, at);
  return appended || end(db, lender, role, actor, at);
}

async function lentBy(
  db: Database,
  lender: PersonId,
  now: Instant,
): Promise<{ held: readonly Delegation[]; seq: number }> {
  const history = await readStream(db, delegationStream(lender), 0, DelegationEvent);
  return { held: foldDelegations(history, now), seq: history.at(-1)?.seq ?? 0 };
}

const Row = z.object({ stream: z.string(), at: z.coerce.number(), event: DelegationEvent });

async function standing(
  db: Database,
  lenders: readonly PersonId[],
  now: Instant,
): Promise<readonly Delegation[]> {
  const streams = lenders.map(delegationStream);
  if (streams.length === 0) return [];
  const raw = await db
    .selectFrom('belay.events')
    .select(['stream', 'at', 'data as event'])
    .where('stream', 'in', streams)
    .orderBy('stream')
    .orderBy('seq')
    .execute();
  const rows = raw.map((one) => Row.parse(one));
  return streams.flatMap((stream) =>
    foldDelegations(
      rows.filter((row) => row.stream === stream),
      now,
    ),
  );
}

/** @returns false when somebody else appended to the stream first */
async function append(
  db: Database,
  lender: PersonId,
  afterSeq: number,
  event: DelegationEvent,
  actor: Actor,
  at: Instant,
): Promise<boolean> {
  try {
    const entry = { stream: delegationStream(lender), afterSeq, at, actor, events: [event] };
    await db.transaction().execute((tx) => appendToLog(tx, entry));
    return true;
  } catch (error) {
    if (violatedConstraint(error) === 'events_stream_seq' || gaveWay(error)) return false;
    throw error;
  }
}
