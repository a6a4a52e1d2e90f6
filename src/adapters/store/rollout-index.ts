import { z } from 'zod';
import { EnvironmentName, RolloutId, ServiceName, VersionName } from '../../core/ids.ts';
import { Target } from '../../core/rollout/plan.ts';
import type { PhaseKind } from '../../core/rollout/state.ts';
import { TrainId } from '../../core/trains/coach.ts';
import type { RolloutIndex, RolloutRow, Slot, StableRow } from '../../ports/store.ts';
import { guarded } from './store-failure.ts';
import type { Database } from './tables.ts';

/** A record, so that a phase added to the domain and forgotten here does not compile. */
const phases: Readonly<Record<PhaseKind, PhaseKind>> = {
  queued: 'queued',
  preparing: 'preparing',
  shifting: 'shifting',
  observing: 'observing',
  waiting: 'waiting',
  verifying: 'verifying',
  completing: 'completing',
  'rolling-back': 'rolling-back',
  'rolled-back': 'rolled-back',
  completed: 'completed',
  cancelled: 'cancelled',
};

const Row = z
  .object({
    id: RolloutId,
    service: ServiceName,
    environment: EnvironmentName,
    version: VersionName,
    phase: z.enum(phases),
    owns: z.boolean(),
    open: z.boolean(),
    train: TrainId.nullable(),
    requested_at: z.coerce.number(),
    next_at: z.coerce.number().nullable(),
  })
  .transform(({ requested_at, next_at, ...row }) => ({ ...row, requestedAt: requested_at, nextAt: next_at }));

const Owning = z.array(z.object({ id: RolloutId, seq: z.number() }));

const Stable = z.object({
  service: ServiceName,
  environment: EnvironmentName,
  target: Target,
  rollout: RolloutId,
});

/** What can be asked of rollouts without folding their events. */
export function rolloutIndex(db: Database): RolloutIndex {
  const rows = () => db.selectFrom('belay.rollouts').selectAll();
  return {
    find: (rollout) => guarded(async () => first(await rows().where('id', '=', rollout).execute())),
    owner: (slot) => guarded(() => ownerOf(db, slot)),
    owning: () =>
      guarded(async () =>
        Owning.parse(
          await db.selectFrom('belay.rollouts').select(['id', 'seq']).where('owns', '=', true).execute(),
        ),
      ),
    queued: (slot) =>
      guarded(async () =>
        all(
          await rows()
            .where('service', '=', slot.service)
            .where('environment', '=', slot.environment)
            .where('phase', '=', 'queued')
            .orderBy('requested_at')
            .orderBy('id')
            .execute(),
        ),
      ),
    recent: (filter, limit) =>
      guarded(async () => {
        let query = rows();
        if (filter.service !== undefined) query = query.where('service', '=', filter.service);
        if (filter.environment !== undefined) query = query.where('environment', '=', filter.environment);
        return all(await query.orderBy('requested_at', 'desc').orderBy('id', 'desc').limit(limit).execute());
      }),
    inTrain: (train) =>
      guarded(async () =>
        all(await rows().where('train', '=', train).orderBy('requested_at').orderBy('id').execute()),
      ),
    due: (now, limit) =>
      guarded(async () =>
        all(
          await rows()
            .where('next_at', '<=', String(now))
            .orderBy('next_at')
            .orderBy('id')
            .limit(limit)
            .execute(),
        ),
      ),
    schedule: (rollout, seq, nextAt) =>
      guarded(async () => {
        await db
          .updateTable('belay.rollouts')
          .set({ next_at: nextAt })
          .where('id', '=', rollout)
          .where('seq', '=', seq)
          .execute();
      }),
    hasten: (rollout, at) =>
      guarded(async () => {
        await db
          .updateTable('belay.rollouts')
          .set({ next_at: at })
          .where('id', '=', rollout)
          .where('next_at', '>', String(at))
          .execute();
      }),
    stable: (slot) => guarded(() => stableOf(db, slot)),
  };
}

export async function ownerOf(db: Database, slot: Slot): Promise<RolloutRow | null> {
  const rows = await db
    .selectFrom('belay.rollouts')
    .selectAll()
    .where('service', '=', slot.service)
    .where('environment', '=', slot.environment)
    .where('owns', '=', true)
    .execute();
  return first(rows);
}

async function stableOf(db: Database, slot: Slot): Promise<StableRow | null> {
  const row = await db
    .selectFrom('belay.stable')
    .selectAll()
    .where('service', '=', slot.service)
    .where('environment', '=', slot.environment)
    .executeTakeFirst();
  return row === undefined ? null : Stable.parse(row);
}

function all(rows: readonly unknown[]): readonly RolloutRow[] {
  return rows.map((row) => Row.parse(row));
}

function first(rows: readonly unknown[]): RolloutRow | null {
  return all(rows)[0] ?? null;
}
