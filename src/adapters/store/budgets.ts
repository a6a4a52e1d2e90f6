import type { BudgetLevel } from '../../core/budget/budget.ts';
import { type BudgetKey, foldLevel, LevelEvent, levelStream } from '../../core/budget/events.ts';
import { belay } from '../../core/rollout/decision.ts';
import type { Instant } from '../../core/time.ts';
import type { BudgetLevels } from '../../ports/store.ts';
import { appendToLog, readStream } from './log.ts';
import { gaveWay, guarded, violatedConstraint } from './store-failure.ts';
import type { Database } from './tables.ts';

/** Levels of error budgets, as events of their own streams. */
export function budgets(db: Database): BudgetLevels {
  return {
    current: (key) => guarded(async () => foldLevel(await historyOf(db, key))),
    keep: (key, level, remaining, at) => guarded(() => keep(db, key, level, remaining, at)),
  };
}

function historyOf(db: Database, key: BudgetKey) {
  return readStream(db, levelStream(key), 0, LevelEvent);
}

/** Somebody who was quicker has measured the same budget: theirs stands, and the next look decides again. */
async function keep(
  db: Database,
  key: BudgetKey,
  level: BudgetLevel,
  remaining: number,
  at: Instant,
): Promise<void> {
  const history = await historyOf(db, key);
  if (foldLevel(history)?.level === level) return;
  const { budget, service, environment } = key;
  const event: LevelEvent = { kind: 'budget-level', budget, service, environment, level, remaining };
  const afterSeq = history.at(-1)?.seq ?? 0;
  try {
    const entry = { stream: levelStream(key), afterSeq, at, actor: belay, events: [event] };
    await db.transaction().execute((tx) => appendToLog(tx, entry));
  } catch (error) {
    if (violatedConstraint(error) !== 'events_stream_seq' && !gaveWay(error)) throw error;
  }
}
