import type { Instant } from '../time.ts';
import type { RolloutEvent } from './events.ts';
import type { Finding } from './finding.ts';
import { orderRollback } from './progress.ts';
import type { Rollout } from './state.ts';
import { wantedWeight } from './wanted.ts';

/**
 * So many refusals in a row while shifting, and so long after it began, and the rollout goes back instead of trying on.
 * A router that restarts is back well before.
 */
const toleratedRefusals = 5;
const toleratedFor = 10_000;

type Confirmed = Extract<Finding, { kind: 'route-confirmed' }>;
/** The router did what it was told: where that was awaited, the rollout goes on. */
export function routeConfirmed(rollout: Rollout, finding: Confirmed, now: Instant): readonly RolloutEvent[] {
  const { phase, plan } = rollout;
  const astray = finding.found === null ? [] : [strayed(rollout, finding.found)];
  // A paused rollout was told to stay at the weight it had, so this confirms no step forward.
  if (rollout.pause !== null && (phase.kind === 'shifting' || phase.kind === 'completing')) return [];
  switch (phase.kind) {
    case 'shifting': {
      const traffic = { weight: finding.weight, observed: null, requests: 0 };
      return [{ kind: 'weight-confirmed', stage: phase.stage, traffic }];
    }
    case 'completing':
      return [{ kind: 'completed', stable: plan.canary.version, keptUntil: now + plan.keepPrevious }];
    case 'rolling-back':
      return phase.weight === 0 && !phase.safe ? [{ kind: 'safe' }] : [];
    case 'observing':
    case 'waiting':
    case 'verifying':
      return astray;
    case 'queued':
    case 'preparing':
    case 'rolled-back':
    case 'completed':
    case 'cancelled':
      return [];
  }
}

function strayed(rollout: Rollout, found: { weight: number; why: string | null }): RolloutEvent {
  const wanted = wantedWeight(rollout);
  const why = found.why === null ? 'somebody or something else had set it' : found.why;
  return {
    kind: 'drift-found',
    wanted,
    traffic: { weight: found.weight, observed: null, requests: 0 },
    sentence: `The router sent ${found.weight} % to the canary instead of ${wanted} %: ${why}. It is set again.`,
  };
}

/**
 * Refusals are recorded ever more rarely, down to once a minute: an hour without a router must not fill the log.
 * While shifting each one counts, because a few of them end the rollout.
 */
export function routeRefused(rollout: Rollout, sentence: string, now: Instant): readonly RolloutEvent[] {
  const attempts = rollout.refusals + 1;
  const shifting = rollout.phase.kind === 'shifting' && rollout.pause === null;
  const since = rollout.phase.kind === 'shifting' ? rollout.phase.since : now;
  const quiet = Math.min(rollout.refusals * 1000, 60_000);
  if (!shifting && rollout.refusedAt !== null && now - rollout.refusedAt < quiet) return [];
  const refused: RolloutEvent = { kind: 'weight-refused', weight: wantedWeight(rollout), attempts, sentence };
  if (!shifting || attempts < toleratedRefusals || now - since < toleratedFor) return [refused];
  return [refused, orderRollback(rollout, { kind: 'router', sentence })];
}
