import type { Verdict } from '../judge/verdict.ts';
import type { Instant } from '../time.ts';
import type { EventOf } from './events.ts';
import type { Rollout } from './state.ts';

type Step = NonNullable<EventOf<'measured'>['evidence']>[number];

/** A fleet's counters fill kilobytes, and looks come every few seconds for days. */
const writtenEvery = 60_000;

/**
 * Whether a look's evidence is kept. Counters only grow, so what a look leaves out comes with the next one, which begins
 * at what was kept last; every look is judged on all of it. Kept is each minute's, where a verdict acts or changes, and
 * where a hold ends. A gauge tells nothing of the looks before, so each of its looks is kept.
 */
export function isWritten(rollout: Rollout, step: Step, verdicts: readonly Verdict[], now: Instant): boolean {
  const before = rollout.evidence[step.metric];
  if (step.kind === 'gauge' || before?.kind !== 'counted' || before.since === null) return true;
  if (now < before.until || now - before.until >= writtenEvery) return true;
  const ends = rollout.phase.kind === 'observing' ? rollout.phase.endsAt : Number.POSITIVE_INFINITY;
  return now >= ends || step.silence !== before.silence || isTurned(rollout, verdicts);
}

function isTurned(rollout: Rollout, verdicts: readonly Verdict[]): boolean {
  const known = new Map(rollout.verdicts.map(({ check, verdict }) => [check, verdict]));
  return verdicts.some(({ check, verdict, acts }) => acts || known.get(check) !== verdict);
}
