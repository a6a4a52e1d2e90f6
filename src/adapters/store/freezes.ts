import {
  FreezeEvent,
  type FreezeOrder,
  foldFreeze,
  freezeStream,
  type Scope,
} from '../../core/freezes/order.ts';
import type { Actor } from '../../core/rollout/events.ts';
import type { Instant } from '../../core/time.ts';
import type { FreezeOrders } from '../../ports/store.ts';
import { readStream } from './log.ts';
import { appendOne } from './small-streams.ts';
import { guarded } from './store-failure.ts';
import type { Database } from './tables.ts';

/** Orders that nothing goes forward, as events of their own streams. */
export function freezes(db: Database): FreezeOrders {
  return {
    freeze: (order, actor) => guarded(() => freeze(db, order, actor)),
    unfreeze: (scope, actor, at) => guarded(() => unfreeze(db, scope, actor, at)),
    current: (scope) => guarded(async () => (await standing(db, scope)).order),
  };
}

/** The newest order counts: one that is given while another holds takes its place. */
async function freeze(db: Database, order: FreezeOrder, actor: Actor): Promise<void> {
  const { seq } = await standing(db, order.environment);
  const { environment, owner, reason, since, until } = order;
  const end = until === null ? {} : { until };
  const event: FreezeEvent = { kind: 'frozen', environment, owner, reason, ...end };
  const entry = { stream: freezeStream(environment), afterSeq: seq, event, actor, at: since };
  if (!(await appendOne(db, entry))) await freeze(db, order, actor);
}

async function unfreeze(db: Database, scope: Scope, actor: Actor, at: Instant): Promise<void> {
  const { order, seq } = await standing(db, scope);
  if (order === null) return;
  const event: FreezeEvent = { kind: 'unfrozen', environment: scope };
  const entry = { stream: freezeStream(scope), afterSeq: seq, event, actor, at };
  if (!(await appendOne(db, entry))) await unfreeze(db, scope, actor, at);
}

async function standing(db: Database, scope: Scope): Promise<{ order: FreezeOrder | null; seq: number }> {
  const history = await readStream(db, freezeStream(scope), 0, FreezeEvent);
  return { order: foldFreeze(history), seq: history.at(-1)?.seq ?? 0 };
}
