import { Kysely, PostgresDialect, sql } from 'kysely';
import type pg from 'pg';
import type { Store } from '../../ports/store.ts';
import { auditLog } from './audit-log.ts';
import { budgets } from './budgets.ts';
import { delegations } from './delegations.ts';
import { deliveryLog } from './delivery-log.ts';
import { documents } from './documents.ts';
import { draftAudit, draftCache } from './drafts.ts';
import { eventStore } from './events.ts';
import { freezes } from './freezes.ts';
import { inbox } from './inbox.ts';
import { leases } from './leases.ts';
import { locks } from './locks.ts';
import { messages } from './messages.ts';
import { migrate } from './migrate.ts';
import { outbox } from './outbox.ts';
import { posts } from './posts.ts';
import { rolloutIndex } from './rollout-index.ts';
import { signals } from './signals.ts';
import { spending } from './spending.ts';
import { guarded } from './store-failure.ts';
import type { Tables } from './tables.ts';
import { tokens } from './tokens.ts';

/**
 * The store on any PostgreSQL, a server or the embedded one: brings the schema `belay` up to date and opens it.
 * The pool stays the caller's, who ends it after everything that uses it.
 * @throws Failure store-unwritable, store-unreachable
 */
export async function openStore(pool: pg.Pool): Promise<Store> {
  const db = new Kysely<Tables>({ dialect: new PostgresDialect({ pool }) });
  await guarded(() => migrate(db));
  return {
    ...eventStore(db),
    ...rolloutIndex(db),
    ...outbox(db),
    ...auditLog(db),
    ...deliveryLog(db),
    locks: locks(db),
    freezes: freezes(db),
    delegations: delegations(db),
    budgets: budgets(db),
    leases: leases(db),
    messages: messages(db),
    documents: documents(db),
    draftAudit: draftAudit(db),
    spending: spending(db),
    draftCache: draftCache(db),
    signals: signals(db),
    posts: posts(db),
    inbox: inbox(db),
    tokens: tokens(db),
    ping: () => guarded(async () => void (await sql`SELECT 1`.execute(db))),
    [Symbol.asyncDispose]: async () => {},
  };
}
