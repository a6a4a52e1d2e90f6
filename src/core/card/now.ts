import { counted, percent, quoted, unstopped } from '../prose.ts';
import { countedVotes, gateAt } from '../rollout/gates/gate.ts';
import { hasStarted } from '../rollout/probe-streaks.ts';
import type { Phase, Rollout, StepProgress } from '../rollout/state.ts';
import { stepsOf } from '../rollout/steps.ts';
import { wantedWeight } from '../rollout/wanted.ts';
import type { Instant } from '../time.ts';
import type { Card } from './card.ts';
import { causeClause } from './cause.ts';
import { neededOf } from './gate-approvers.ts';
import { health } from './health.ts';
import { actorName, orderedBy, type PersonName } from './names.ts';
import { isPaused } from './phase-words.ts';
import { unattended } from './unattended.ts';
import { versionWords } from './version-words.ts';

/** What happens now, as one sentence, and since when. */
export function nowLine(rollout: Rollout, personName: PersonName, now: Instant): Card['now'] {
  const { pause, phase } = rollout;
  const sentence = happening(rollout, personName, now);
  if (pause === null || !isPaused(rollout)) return { sentence: `${sentence}.`, since: phase.since };
  const by = actorName(pause.by, personName);
  const reason = pause.by.kind === 'belay' ? unstopped(pause.reason) : quoted(pause.reason);
  return { sentence: `Paused by ${by}: ${reason}. ${sentence}.`, since: pause.since };
}

function happening(rollout: Rollout, personName: PersonName, now: Instant): string {
  const { phase, plan } = rollout;
  const version = versionWords(plan.canary.version);
  const before = versionWords(rollout.stable?.version ?? 'the stable version');
  switch (phase.kind) {
    case 'queued':
      return `${version} waits for ${phase.behind ?? 'its slot'}${phase.behind === null ? '' : ' to end'}; nothing has been changed`;
    case 'preparing':
      return preparing(rollout, phase.progress, before);
    case 'shifting':
      if (isPaused(rollout)) return `${version} stays at ${weightOf(rollout)}; it was about to get more`;
      return `${version} is being given ${weightOf(rollout)} of the traffic; the router has not confirmed it yet${refusals(rollout)}`;
    case 'observing':
      return serving(rollout, now);
    case 'waiting':
      return phase.stage === null
        ? `${version} waits for approval before anything of it begins: ${answered(rollout, phase)}`
        : `${serving(rollout, now)}. ${waiting(rollout, phase)}`;
    case 'verifying':
      return `${serving(rollout, now)}. ${running(rollout, phase.progress, 'Verification')}`;
    case 'completing':
      return `${version} passed everything; the router is being told that it is stable now${refusals(rollout)}`;
    case 'rolling-back':
      return rollingBack(rollout, phase, personName);
    case 'rolled-back':
      return `${before} serves everybody again and ${version} serves nobody, ${causeClause(phase.cause, orderedBy(phase, personName))}`;
    case 'completed':
      return `${version} serves everybody${phase.kept ? `; ${before} is kept so that it can be rolled back to` : ''}`;
    case 'cancelled':
      return `${version} was dropped before any traffic moved: ${quoted(phase.reason)}`;
  }
}

function preparing(rollout: Rollout, progress: StepProgress, before: string): string {
  const tail = `; all traffic is on ${before}`;
  if (progress.step < rollout.plan.prepare.length)
    return `${running(rollout, progress, 'Preparation')}${tail}`;
  const { version } = rollout.plan.canary;
  const probing = hasStarted(rollout)
    ? 'is ready for its first traffic'
    : 'has to pass its startup probes first';
  return `${version} ${probing}${tail}`;
}

function running(rollout: Rollout, progress: StepProgress, what: string): string {
  const steps = stepsOf(rollout.plan, progress.phase, rollout.begun);
  const step = steps[progress.step];
  if (step === undefined) return `${what} is done`;
  const attempt = progress.attempt > 1 ? `, attempt ${progress.attempt}` : '';
  const state = progress.running ? 'is running' : 'comes next';
  return `${what} step ${quoted(step.name)} (${progress.step + 1} of ${steps.length}${attempt}) ${state}`;
}

function serving(rollout: Rollout, now: Instant): string {
  const silence = unattended(rollout, now);
  if (silence !== null)
    return `${versionWords(rollout.plan.canary.version)} was given ${weightOf(rollout)} and ${silence}`;
  return `${versionWords(rollout.plan.canary.version)} serves ${weightOf(rollout)} and ${health(rollout).words}${drifting(rollout)}${refusals(rollout)}`;
}

function weightOf(rollout: Rollout): string {
  return percent(wantedWeight(rollout));
}

function drifting(rollout: Rollout): string {
  const { drifting, traffic } = rollout;
  if (!drifting || traffic === null) return '';
  const seen =
    traffic.observed === null ? `is set to ${percent(traffic.weight)}` : `sends ${percent(traffic.observed)}`;
  return `. The router ${seen} instead and is being corrected`;
}

/** The sentence ends where the line does. */
function because(refusal: string | null): string {
  return refusal === null ? '' : `: ${refusal.replace(/[.!]$/, '')}`;
}

function refusals(rollout: Rollout): string {
  return rollout.refusals === 0
    ? ''
    : `. The router refused or did not answer ${counted(rollout.refusals, 'time')} in a row${because(rollout.refusal)}`;
}

function waiting(rollout: Rollout, phase: Extract<Phase, { kind: 'waiting' }>): string {
  if (phase.closed) return 'The approval was rejected or expired, and it stays here until a person moves it';
  if (phase.opened) return 'It is approved and goes on as soon as no limit is broken';
  const { decides } = gateAt(rollout.plan, phase.stage);
  return decides === undefined
    ? `It waits for people to approve the next step: ${answered(rollout, phase)}`
    : `It waits for people to sign off: ${answered(rollout, phase)}`;
}

function answered({ plan }: Rollout, phase: Extract<Phase, { kind: 'waiting' }>): string {
  if (phase.closed) return 'the approval was rejected or expired';
  const gate = gateAt(plan, phase.stage);
  const given = countedVotes(gate, phase.votes).length;
  return `${given} of ${counted(neededOf(gate), gate.decides === undefined ? 'approval' : 'sign-off')} given`;
}

function rollingBack(
  rollout: Rollout,
  phase: Extract<Phase, { kind: 'rolling-back' }>,
  personName: PersonName,
): string {
  const before = versionWords(rollout.stable?.version ?? 'the stable version');
  const why = causeClause(phase.cause, orderedBy(phase, personName));
  if (phase.safe) {
    const undoing = stepsOf(rollout.plan, 'undo', rollout.begun)[phase.progress.step];
    const undo = undoing === undefined ? '' : `. ${running(rollout, phase.progress, 'Undo')}`;
    return `${before} serves everybody again, ${why}${undo}`;
  }
  if (phase.weight > 0) {
    return `Traffic goes back to ${before} step by step, ${percent(phase.weight)} is still on ${versionWords(rollout.plan.canary.version)}, ${why}${refusals(rollout)}`;
  }
  return `All traffic is being taken back to ${before}, ${why}; the router has not confirmed it yet${refusals(rollout)}`;
}
