import type { ProbeResult } from '../judge/measurement.ts';
import type { Instant } from '../time.ts';
import type { Plan, Probe } from './plan.ts';
import type { ProbeStreak, Rollout } from './state.ts';

type Streaks = Readonly<Record<string, ProbeStreak>>;

/** Counts successes and failures in a row, per probe. */
export function evolveProbes(streaks: Streaks, results: readonly ProbeResult[], at: Instant): Streaks {
  const counted = results.map(({ name, healthy, sentence }): [string, ProbeStreak] => {
    const before = streaks[name];
    return healthy
      ? [name, { failures: 0, successes: (before?.successes ?? 0) + 1, lastAt: at, sentence }]
      : [name, { failures: (before?.failures ?? 0) + 1, successes: 0, lastAt: at, sentence }];
  });
  return { ...streaks, ...Object.fromEntries(counted) };
}

/** The probes to run now: startup probes while preparing, the others while canary has traffic. */
export function dueProbes(rollout: Rollout, now: Instant): readonly Probe[] {
  const starting = rollout.phase.kind === 'preparing';
  return rollout.plan.probes.filter((probe) => {
    if ((probe.kind === 'startup') !== starting) return false;
    if (now < firstLook(rollout, probe)) return false;
    const last = rollout.probes[probe.name]?.lastAt;
    return last === undefined || now - last >= probe.every;
  });
}

/** A probe's delay counts from the start of the rollout, when the canary may still be coming up. */
export function firstLook(rollout: Rollout, probe: Probe): Instant {
  return (rollout.startedAt ?? rollout.phase.since) + probe.delay;
}

/** True once every startup probe has succeeded as often as it must. */
export function hasStarted(rollout: Rollout): boolean {
  return rollout.plan.probes
    .filter(({ kind }) => kind === 'startup')
    .every(({ name, successes }) => (rollout.probes[name]?.successes ?? 0) >= successes);
}

/** The probes that watch a canary with traffic and act when they fail. */
export function criticalProbes(plan: Plan): readonly Probe[] {
  return plan.probes.filter(({ critical, kind }) => critical && kind !== 'startup');
}

/** Critical probes that are not well now: failing, though not yet often enough to act, or not yet answered. */
export function unwellProbes(rollout: Rollout): {
  failing: readonly string[];
  unanswered: readonly string[];
} {
  const watching = criticalProbes(rollout.plan);
  return {
    failing: watching.flatMap(({ name, failures }) => {
      const streak = rollout.probes[name];
      if (streak === undefined || streak.failures === 0) return [];
      return [`probe ${name} fails (${streak.failures} of ${failures}): ${streak.sentence}`];
    }),
    unanswered: watching.flatMap(({ name }) =>
      rollout.probes[name] === undefined ? [`probe ${name} has not run yet`] : [],
    ),
  };
}

/** The first critical probe that has failed too often in a row; a startup probe is always critical. */
export function failedProbe(rollout: Rollout): { probe: Probe; streak: ProbeStreak } | null {
  for (const probe of rollout.plan.probes) {
    const streak = rollout.probes[probe.name];
    const watched = probe.critical || probe.kind === 'startup';
    if (watched && streak !== undefined && streak.failures >= probe.failures) return { probe, streak };
  }
  return null;
}
