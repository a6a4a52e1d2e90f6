import { stageChecks } from '../judge/stage-checks.ts';
import type { Verdict } from '../judge/verdict.ts';
import type { Instant } from '../time.ts';
import { isDrifting } from './drift.ts';
import type { EventOf } from './events.ts';
import { evidenceAfter } from './gather-evidence.ts';
import { isMuted } from './mutes.ts';
import { evolveProbes } from './probe-streaks.ts';
import { samplesAfter } from './stage-samples.ts';
import type { Rollout } from './state.ts';
import { wantedWeight } from './wanted.ts';
import { warmUntil } from './warm-up.ts';

/** What an evaluation leaves behind: readings, verdicts, and how long each condition has held. */
export function measured(rollout: Rollout, event: EventOf<'measured'>, at: Instant): Rollout {
  return {
    ...rollout,
    measurements: event.measurements,
    verdicts: event.verdicts,
    evidence: evidenceAfter(rollout, event.evidence ?? []),
    samples: samplesAfter(rollout, event.measurements, at),
    measuredAt: at,
    holdsSince: sinceByCheck(event.verdicts),
    probes: evolveProbes(rollout.probes, event.probes, at),
    noDataSince:
      warmUntil(rollout, at) === null && isSilent(rollout, event) ? (rollout.noDataSince ?? at) : null,
    traffic: event.traffic ?? rollout.traffic,
    drifting: stillDrifting(rollout, event),
    refusals: event.traffic === null ? rollout.refusals : 0,
  };
}

/**
 * A warning that has data watches nobody's back, and neither does a muted check, nor a count of what is reported, which
 * always has data: they count only where nothing else is declared.
 */
function isSilent(rollout: Rollout, { stage, verdicts }: EventOf<'measured'>): boolean {
  const { plan } = rollout;
  const reported = new Set(
    plan.metrics.filter(({ source }) => source.kind === 'reported').map(({ name }) => name),
  );
  const idle = new Set(
    (stage === null ? [] : stageChecks(plan, stage))
      .filter(
        ({ id, action, rule }) => action === 'warn' || reported.has(rule.metric) || isMuted(rollout, id),
      )
      .map(({ id }) => id),
  );
  const acting = verdicts.filter(({ check }) => !idle.has(check));
  const counted = acting.length > 0 ? acting : verdicts;
  return counted.length > 0 && counted.every(({ verdict }) => verdict === 'no-data');
}

function stillDrifting(rollout: Rollout, event: EventOf<'measured'>): boolean {
  return rollout.drifting && (event.traffic === null || isDrifting(wantedWeight(rollout), event.traffic));
}

function sinceByCheck(verdicts: readonly Verdict[]): Record<string, Instant> {
  return Object.fromEntries(
    verdicts.flatMap(({ check, holdsSince }) => (holdsSince === null ? [] : [[check, holdsSince]])),
  );
}
