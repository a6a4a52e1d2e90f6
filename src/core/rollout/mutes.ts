import type { Instant, Millis } from '../time.ts';
import type { RolloutEvent } from './events.ts';
import type { Rollout } from './state.ts';

/** A lying check is repaired, not lived with. */
export const longestMute: Millis = 24 * 3_600_000;

/** Whether what this check says is not believed now. Its end is an event, so that every reader sees the same. */
export function isMuted({ mutes }: Pick<Rollout, 'mutes'>, check: string): boolean {
  return Object.hasOwn(mutes, check);
}

/** Mutes whose time is over: their checks count again, before anything else is decided. */
export function endedMutes(rollout: Rollout, now: Instant): readonly RolloutEvent[] {
  if (!endsByItself(rollout)) return [];
  return Object.entries(rollout.mutes)
    .filter(([, { until }]) => now >= until)
    .map(([check]) => ({ kind: 'unmuted', check }));
}

/** When the first mute ends; null when none will. */
export function nextUnmute(rollout: Rollout): Instant | null {
  const ends = Object.values(rollout.mutes).map(({ until }) => until);
  return ends.length === 0 || !endsByItself(rollout) ? null : Math.min(...ends);
}

/** Of a rollout that is over nothing is measured any more. */
function endsByItself({ phase }: Rollout): boolean {
  switch (phase.kind) {
    case 'rolled-back':
    case 'completed':
    case 'cancelled':
      return false;
    case 'queued':
    case 'preparing':
    case 'shifting':
    case 'observing':
    case 'waiting':
    case 'verifying':
    case 'completing':
    case 'rolling-back':
      return true;
  }
}
