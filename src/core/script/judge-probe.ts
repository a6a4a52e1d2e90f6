import { judge } from '../judge/judge.ts';
import type { Rollout } from '../rollout/state.ts';
import type { Instant } from '../time.ts';
import type { ProbeOf, ProbeOutcome } from './probe.ts';

/** A rule that no script can check, by what Belay measured last. Without a measurement it is open, never passed. */
export function judgeProbe(probe: ProbeOf<'judged'>, rollout: Rollout, now: Instant): ProbeOutcome {
  const { rule } = probe;
  const metric = rollout.plan.metrics.find(({ name }) => name === rule.metric);
  if (metric === undefined) {
    const sentence = `${rule.text}: the plan does not measure ${rule.metric}, so Belay cannot tell.`;
    return { probe: probe.id, ok: null, sentence, took: null };
  }
  const measured = rollout.measurements.find(
    (one) => one.metric === rule.metric && one.window === rule.window,
  );
  const check = { id: probe.id, action: 'criterion', rule: { ...rule, sustained: 0 } } as const;
  const { verdict, sentence } = judge(check, metric, measured, null, now);
  return { probe: probe.id, ok: verdict === 'no-data' ? null : verdict === 'pass', sentence, took: null };
}
