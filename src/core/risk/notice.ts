import type { Block } from '../blocks/block.ts';
import type { Plan } from '../rollout/plan.ts';
import type { Rollout } from '../rollout/state.ts';
import { formatDuration, type Instant, type Millis } from '../time.ts';

/** How long before its start a release is announced; null when it may begin at once, as past the safeguards. */
export function noticeOf({ risk, breakGlass }: Pick<Plan, 'risk' | 'breakGlass'>): Millis | null {
  return breakGlass !== undefined ? null : (risk?.notice ?? null);
}

/** Keeps a release from beginning until people were told long enough. What has begun goes on. */
export function noticeBlock(
  { plan, phase, requestedAt }: Pick<Rollout, 'plan' | 'phase' | 'requestedAt'>,
  now: Instant,
): Block | null {
  const notice = noticeOf(plan);
  const begun = phase.kind !== 'queued' && !(phase.kind === 'waiting' && phase.stage === null);
  if (notice === null || begun || now >= requestedAt + notice) return null;
  const sentence = `Releases of tier ${plan.risk?.tier} are announced ${formatDuration(notice)} before they begin, and that time is not over`;
  return { by: 'notice', sentence, until: requestedAt + notice };
}
