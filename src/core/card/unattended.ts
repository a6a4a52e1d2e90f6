import type { Rollout } from '../rollout/state.ts';
import { formatDuration, type Instant, type Millis } from '../time.ts';

/** A worker that dies is replaced by another within this time; silence for longer means that there is none. */
const takeover: Millis = 15_000;

/**
 * How a canary is spoken of that nobody has looked at for too long: what is known of it is old, and the router may have
 * returned to stable meanwhile. Null while it is looked after.
 */
export function unattended(rollout: Rollout, now: Instant): string | null {
  const { phase, plan, measuredAt } = rollout;
  if (phase.kind !== 'observing' && phase.kind !== 'waiting' && phase.kind !== 'verifying') return null;
  const silent = now - Math.max(measuredAt ?? 0, phase.since);
  if (silent < takeover + 2 * plan.interval) return null;
  const { lease } = plan.routing;
  const traffic =
    silent > lease
      ? `the router has returned its traffic to stable by now`
      : `the router returns its traffic to stable ${formatDuration(lease)} after the last look`;
  return `has not been looked at for ${formatDuration(silent)}: no worker seems to be alive, and ${traffic}`;
}
