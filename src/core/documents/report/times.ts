import type { Recorded, RolloutEventKind } from '../../rollout/events.ts';
import type { Instant, Millis } from '../../time.ts';

/** How long people were waited for, one wait after the other. Null when nobody was asked. */
export function waitedForApproval(events: readonly Recorded[], now: Instant): Millis | null {
  return spent(events, now, 'approval-requested', [
    'gate-opened',
    'rejected',
    'gate-expired',
    'rollback-ordered',
  ]);
}

/** How long nothing moved forward. Null when nothing was paused. */
export function paused(events: readonly Recorded[], now: Instant): Millis | null {
  return spent(events, now, 'paused', ['resumed', 'rollback-ordered']);
}

function spent(
  events: readonly Recorded[],
  now: Instant,
  begin: RolloutEventKind,
  ends: readonly RolloutEventKind[],
): Millis | null {
  let total: Millis | null = null;
  let since: Instant | null = null;
  for (const { at, event } of events) {
    if (event.kind === begin) since ??= at;
    if (since === null || !ends.includes(event.kind)) continue;
    total = (total ?? 0) + at - since;
    since = null;
  }
  return since === null ? total : (total ?? 0) + now - since;
}

/** When the first event of this kind was recorded; null when none was. */
export function firstAt(events: readonly Recorded[], kind: RolloutEventKind): Instant | null {
  return events.find(({ event }) => event.kind === kind)?.at ?? null;
}

export function lastAt(events: readonly Recorded[], kind: RolloutEventKind): Instant | null {
  return events.findLast(({ event }) => event.kind === kind)?.at ?? null;
}
