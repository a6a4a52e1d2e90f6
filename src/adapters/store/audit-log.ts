import { z } from 'zod';
import { Sha256 } from '../../core/ids.ts';
import type { AuditLog, AuditRow, Projections } from '../../ports/store.ts';
import { guarded } from './store-failure.ts';
import type { Database } from './tables.ts';

const PAGE = 500;

/** Only what the columns promise: content that was altered must come through as it stands. */
const Row = z
  .object({
    position: z.coerce.number(),
    stream: z.string(),
    seq: z.number(),
    at: z.coerce.number(),
    actor: z.unknown(),
    data: z.unknown(),
    prev_hash: z.string(),
    hash: z.string(),
  })
  .transform(({ prev_hash, ...row }): AuditRow => ({ ...row, prevHash: prev_hash }));

const Head = z.object({ position: z.coerce.number(), hash: Sha256 });

const Projected = z.object({
  rollouts: z.array(
    z.object({
      id: z.string(),
      service: z.string(),
      environment: z.string(),
      version: z.string(),
      phase: z.string(),
      owns: z.boolean(),
    }),
  ),
  stable: z.array(
    z.object({ service: z.string(), environment: z.string(), target: z.unknown(), rollout: z.string() }),
  ),
});

export function auditLog(db: Database): AuditLog {
  return {
    rows: (from) => pages(db, from),
    head: () =>
      guarded(async () =>
        Head.parse(
          await db.selectFrom('belay.chain_head').select(['position', 'hash']).executeTakeFirstOrThrow(),
        ),
      ),
    projections: () => guarded(() => readProjections(db)),
  };
}

async function readProjections(db: Database): Promise<Projections> {
  return Projected.parse({
    rollouts: await db
      .selectFrom('belay.rollouts')
      .select(['id', 'service', 'environment', 'version', 'phase', 'owns'])
      .execute(),
    stable: await db
      .selectFrom('belay.stable')
      .select(['service', 'environment', 'target', 'rollout'])
      .execute(),
  });
}

async function* pages(db: Database, from: number): AsyncGenerator<AuditRow> {
  let next = from;
  for (;;) {
    const page = await guarded(() => readPage(db, next));
    yield* page;
    const last = page.at(-1);
    if (last === undefined || page.length < PAGE) return;
    next = last.position + 1;
  }
}

async function readPage(db: Database, from: number): Promise<readonly AuditRow[]> {
  const rows = await db
    .selectFrom('belay.events')
    .select(['position', 'stream', 'seq', 'at', 'actor', 'data', 'prev_hash', 'hash'])
    .where('position', '>=', String(from))
    .orderBy('position')
    .limit(PAGE)
    .execute();
  return rows.map((row) => Row.parse(row));
}
