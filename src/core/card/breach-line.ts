import { breaches } from '../rollout/outcome.ts';
import type { Rollout } from '../rollout/state.ts';
import type { Instant } from '../time.ts';
import type { Card } from './card.ts';
import { everyCheck } from './checks.ts';

interface Pending {
  readonly action: 'rollback' | 'pause';
  readonly at: Instant;
}

/** While a limit is broken: what Belay does by itself, and when, if it stays broken; null while none is. */
export function breachLine(rollout: Rollout): Card['next'] | null {
  if (rollout.phase.kind === 'rolling-back') return null;
  const [first] = pending(rollout).toSorted((a, b) => a.at - b.at);
  if (first === undefined) return null;
  const act = first.action === 'rollback' ? 'All traffic is taken back' : 'The rollout is paused';
  return {
    sentence: `${act} by itself if the limit stays broken. It does not move forward meanwhile.`,
    at: first.at,
  };
}

/** A pause that is on already comes to nothing. */
function pending(rollout: Rollout): readonly Pending[] {
  const checks = new Map(everyCheck(rollout.plan).map((check) => [check.id, check]));
  return breaches(rollout).flatMap(({ check, holdsSince }) => {
    const found = checks.get(check);
    if (found === undefined || holdsSince === null) return [];
    if (found.action !== 'rollback' && (found.action !== 'pause' || rollout.pause !== null)) return [];
    return [{ action: found.action, at: holdsSince + found.rule.sustained }];
  });
}
