import type { ProbeResult } from '../judge/measurement.ts';
import type { Instant } from '../time.ts';
import type { Probe } from './plan.ts';
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
    if (starting && now < rollout.phase.since + probe.delay) return false;
    const last = rollout.probes[probe.name]?.lastAt;
    return last === undefined || now - last >= probe.every;
  });
}

/** True once every startup probe has succeeded as often as it must. */
export function hasStarted(rollout: Rollout): boolean {
  return rollout.plan.probes
    .filter(({ kind }) => kind === 'startup')
    .every(({ name, successes }) => (rollout.probes[name]?.successes ?? 0) >= successes);
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
