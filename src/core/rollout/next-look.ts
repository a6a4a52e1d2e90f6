import { blocksOf } from '../blocks/blocked.ts';
import { stageChecks } from '../judge/stage-checks.ts';
import { nextUpdate } from '../notices/told-notice.ts';
import type { Instant } from '../time.ts';
import { canBeBlocked } from './found-blocks.ts';
import type { Waiting } from './gates/gate.ts';
import { nextUrge } from './gates/urge-gate.ts';
import { nextUnmute } from './mutes.ts';
import { dueProbes, firstLook } from './probe-streaks.ts';
import { owesReview } from './review.ts';
import type { Rollout } from './state.ts';
import { nextReminder } from './tasks.ts';
import { watchedStage } from './wanted.ts';

/** How soon to try again what has just been ordered from a router or a slot. */
const soon = 500;
const whileQueued = 2000;
/** Never sooner than this after a look: a time that is all but reached must not make workers spin. */
const soonest = 50;

/** When the rollout must be looked at next; null when only people can move it, or nobody. */
export function nextLook(rollout: Rollout, now: Instant): Instant | null {
  const told = earlier(nextUpdate(rollout)?.at ?? null, rollout.rollbackRequest?.expiresAt ?? null);
  const goesOn = earlier(nextUnmute(rollout), blockEnds(rollout, now));
  const at = earlier(earlier(wantedLook(rollout, now), goesOn), told);
  return at === null ? null : Math.max(at, now + soonest);
}

function earlier(one: Instant | null, other: Instant | null): Instant | null {
  if (one === null || other === null) return one ?? other;
  return Math.min(one, other);
}

/** When something that keeps it from going forward ends by itself, so that it goes on then and not an interval later. */
function blockEnds(rollout: Rollout, now: Instant): Instant | null {
  const ends = blocksOf(rollout).flatMap(({ until }) => (until !== null && until > now ? [until] : []));
  return canBeBlocked(rollout) && ends.length > 0 ? Math.min(...ends) : null;
}

function wantedLook(rollout: Rollout, now: Instant): Instant | null {
  const { phase, plan } = rollout;
  const interval = Math.min(now + plan.interval, streakEnds(rollout, now));
  switch (phase.kind) {
    case 'queued':
      return now + whileQueued;
    case 'preparing':
      return Math.min(interval, startupLook(rollout, now));
    case 'shifting':
    case 'completing':
      return rollout.pause === null ? now + soon : interval;
    case 'observing':
      return phase.endsAt > now ? Math.min(interval, phase.endsAt) : interval;
    case 'waiting':
      return waits(rollout, phase, now, interval);
    case 'verifying':
      return interval;
    case 'rolling-back':
      return phase.weight > 0 ? Math.min(interval, phase.weightSince + plan.rollback.every) : now + soon;
    case 'completed':
      return earlier(phase.kept ? phase.keptUntil : null, followUp(rollout, now));
    case 'rolled-back':
    case 'cancelled':
      return followUp(rollout, now);
  }
}

/** People still have something to do, or to be asked for. */
function followUp(rollout: Rollout, now: Instant): Instant | null {
  return owesReview(rollout) ? now : nextReminder(rollout);
}

/** Before anything has begun there is nothing to measure, only people to wait for. */
function waits(rollout: Rollout, phase: Waiting, now: Instant, interval: Instant): Instant | null {
  const open = !phase.closed && !phase.opened;
  const due =
    open && rollout.pause === null ? [phase.expiresAt, nextUrge(rollout, phase) ?? phase.expiresAt] : [];
  const later = due.filter((at) => at > now);
  if (phase.stage !== null) return Math.min(interval, ...later);
  return due.length === 0 ? null : Math.min(...due);
}

function startupLook(rollout: Rollout, now: Instant): Instant {
  const looks = rollout.plan.probes
    .filter(({ kind }) => kind === 'startup')
    .map((probe) => {
      const last = rollout.probes[probe.name]?.lastAt;
      return last === undefined ? firstLook(rollout, probe) : last + probe.every;
    });
  return dueProbes(rollout, now).length > 0
    ? now + soon
    : Math.max(now + soon, Math.min(...looks, Number.MAX_SAFE_INTEGER));
}

/** When the first trigger that is broken now would act, so that it acts then and not up to an interval later. */
function streakEnds(rollout: Rollout, now: Instant): Instant {
  const stage = watchedStage(rollout);
  const checks = stage === null ? [] : stageChecks(rollout.plan, stage);
  const ends = checks
    .filter(({ action }) => action === 'rollback' || action === 'pause')
    .map(({ id, rule }) => (rollout.holdsSince[id] ?? Number.NaN) + rule.sustained)
    .filter((end) => end > now);
  return Math.min(...ends, Number.MAX_SAFE_INTEGER);
}

/** Whether the rollout owns its slot's traffic: at most one per service and environment does. */
export function ownsTraffic(rollout: Rollout): boolean {
  switch (rollout.phase.kind) {
    case 'queued':
    case 'rolled-back':
    case 'completed':
    case 'cancelled':
      return false;
    case 'waiting':
      return rollout.phase.stage !== null;
    case 'preparing':
    case 'shifting':
    case 'observing':
    case 'verifying':
    case 'completing':
    case 'rolling-back':
      return true;
  }
}
