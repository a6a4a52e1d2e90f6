import { sql } from 'kysely';
import { z } from 'zod';
import { type AlertSignal, type Signal, signalsKept } from '../../core/signals/signal.ts';
import type { Reported } from '../../core/signals/told-text.ts';
import type { Instant } from '../../core/time.ts';
import type { AskedReports, FiringAlert, Signals, Slot } from '../../ports/store.ts';
import { storableString } from './storable.ts';
import { guarded } from './store-failure.ts';
import type { Database, Tx } from './tables.ts';

/** A sentence carries this many quotations. */
const quotations = 3;

const Answer = z.object({ count: z.coerce.number(), texts: z.array(z.string()) });

const Firing = z.object({
  source: z.string(),
  event: z.string(),
  text: z.string().nullable(),
  since: z.coerce.number(),
});

/** What Belay was told from outside; each thing once, whoever of several bots receives it. */
export function signals(db: Database): Signals {
  return {
    report: (told, now) => guarded(() => db.transaction().execute((tx) => recordAll(tx, told, now))),
    reported: (asked) => guarded(() => reported(db, asked)),
    firing: (slot, now) => guarded(() => firing(db, slot, now)),
    lastAlert: (slot, sources, now) => guarded(() => lastAlert(db, slot, sources, now)),
    lastReport: (asked) => guarded(() => lastReport(db, asked)),
  };
}

/** All or none: a sender that must send again then hears for each whether it is news. */
async function recordAll(tx: Tx, told: readonly Signal[], now: Instant): Promise<readonly boolean[]> {
  await tx
    .deleteFrom('belay.signals')
    .where('until', '<', String(now - signalsKept))
    .execute();
  const news = new Map<Signal, boolean>();
  // In one order everywhere, so that two bots which are told the same do not wait for each other for ever.
  const ordered = told.toSorted((a, b) => (a.identity < b.identity ? -1 : 1));
  for (const signal of ordered) news.set(signal, await record(tx, signal, now));
  return told.map((signal) => news.get(signal) ?? false);
}

/** @returns whether this says something that was not known: it is new, or it fires again */
async function record(tx: Tx, signal: Signal, now: Instant): Promise<boolean> {
  const known = await tx
    .selectFrom('belay.signals')
    .select('until')
    .where('source', '=', signal.source)
    .where('identity', '=', storableString(signal.identity))
    .forUpdate()
    .executeTakeFirst();
  const written = await put(tx, signal, now);
  if (signal.kind === 'report') return written;
  await endEarlier(tx, signal, now);
  return known === undefined || (signal.until > now && Number(known.until) <= now);
}

/** @returns false for a report that is there already */
async function put(tx: Tx, signal: Signal, now: Instant): Promise<boolean> {
  const alert = signal.kind === 'alert' ? signal : null;
  const row = {
    source: signal.source,
    identity: storableString(signal.identity),
    kind: signal.kind,
    service: signal.service,
    environment: signal.environment,
    event: signal.event,
    version: signal.version,
    text: signal.text === null ? null : storableString(signal.text),
    count: signal.kind === 'report' ? signal.count : 1,
    series: alert === null ? null : storableString(alert.series),
    started_at: alert?.startedAt ?? null,
    at: signal.at,
    until: alert?.until ?? signal.at,
  };
  const written = await tx
    .insertInto('belay.signals')
    .values(row)
    .onConflict((conflict) => {
      const same = conflict.columns(['source', 'identity']);
      if (alert === null) return same.doNothing();
      // What fires goes on; what is over ended when it was first said to, and not before it was known to fire.
      return same.doUpdateSet({
        text: row.text,
        until:
          alert.until > now
            ? alert.until
            : sql`greatest(belay.signals.at, least(belay.signals.until, excluded.until))`,
      });
    })
    .returning('identity')
    .executeTakeFirst();
  return written !== undefined;
}

/** An alert that fires anew has ended in between, also when nobody said so. */
async function endEarlier(tx: Tx, { source, series }: AlertSignal, now: Instant): Promise<void> {
  const key = storableString(series);
  await sql`
    UPDATE belay.signals SET until = greatest(at, ${now}::bigint)
    WHERE source = ${source} AND series = ${key} AND until > ${now}::bigint AND started_at < (
      SELECT max(started_at) FROM belay.signals WHERE source = ${source} AND series = ${key}
    )`.execute(tx);
}

async function reported(db: Database, asked: AskedReports): Promise<Reported> {
  const { service, environment, event, since, version, orNone } = asked;
  const answer = await sql`
    WITH found AS (
      SELECT count, text, at FROM belay.signals
      WHERE service = ${service} AND environment = ${environment} AND event = ${event}
        AND until >= ${since}::bigint AND (version = ${version} OR (${orNone}::boolean AND version IS NULL))
    ), newest AS (
      SELECT text FROM found WHERE text IS NOT NULL GROUP BY text ORDER BY max(at) DESC, text LIMIT ${quotations}
    )
    SELECT (SELECT coalesce(sum(count), 0) FROM found) AS count, ARRAY(SELECT text FROM newest) AS texts`.execute(
    db,
  );
  return Answer.parse(answer.rows[0]);
}

async function firing(db: Database, slot: Slot, now: Instant): Promise<readonly FiringAlert[]> {
  const rows = await db
    .selectFrom('belay.signals')
    .select(['source', 'event', 'text', 'at as since'])
    .where('kind', '=', 'alert')
    .where('service', '=', slot.service)
    .where('environment', '=', slot.environment)
    .where('until', '>', String(now))
    .orderBy('at')
    .orderBy('identity')
    .execute();
  return rows.map((row) => Firing.parse(row));
}

const Latest = z.object({ at: z.coerce.number().nullable() });

async function lastAlert(
  db: Database,
  slot: Slot,
  sources: readonly string[],
  now: Instant,
): Promise<Instant | null> {
  if (sources.length === 0) return null;
  const row = await db
    .selectFrom('belay.signals')
    .select(({ fn }) => fn.max('until').as('at'))
    .where('kind', '=', 'alert')
    .where('service', '=', slot.service)
    .where('environment', '=', slot.environment)
    .where('source', 'in', sources)
    .executeTakeFirst();
  const { at } = Latest.parse(row);
  return at === null ? null : Math.min(at, now);
}

async function lastReport(
  db: Database,
  { service, environment, event, since, version }: Omit<AskedReports, 'orNone'>,
): Promise<Instant | null> {
  const row = await db
    .selectFrom('belay.signals')
    .select(({ fn }) => fn.max('at').as('at'))
    .where('kind', '=', 'report')
    .where('service', '=', service)
    .where('environment', '=', environment)
    .where('event', '=', event)
    .where('at', '>=', String(since))
    .where((where) => where.or([where('version', '=', version), where('version', 'is', null)]))
    .executeTakeFirst();
  return Latest.parse(row).at;
}
