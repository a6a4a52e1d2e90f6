import { ciKey } from '../checklist/ci.ts';
import type { RolloutEvent } from './events.ts';
import type { Finding } from './finding.ts';
import type { Rollout } from './state.ts';

/** Written down when it changes, and not every time CI is asked. */
export function ciFound(
  { ci, plan }: Rollout,
  { names, verdict }: Extract<Finding, { kind: 'ci-found' }>,
): readonly RolloutEvent[] {
  const told = ci[ciKey(names)];
  const same = told?.state === verdict.state && told.sentence === verdict.sentence;
  if (plan.source === undefined || same) return [];
  return [{ kind: 'ci-observed', commit: plan.source.commit, names: [...names], ...verdict }];
}
