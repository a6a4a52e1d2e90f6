import { counted, listed, percent } from '../prose.ts';
import { gateAt } from '../rollout/gates/gate.ts';
import { missingWords } from '../rollout/gates/missing-words.ts';
import { rollbackGate } from '../rollout/gates/open-request.ts';
import type { Phase, RollbackRequest, Rollout } from '../rollout/state.ts';
import { stepsOf } from '../rollout/steps.ts';
import { formatDuration } from '../time.ts';
import { breachLine } from './breach-line.ts';
import type { Card } from './card.ts';
import { approvers } from './gate-approvers.ts';
import { boxSentence, heldByBoxes, taskSentence } from './open-words.ts';
import { isPaused } from './phase-words.ts';
import { versionWords } from './version-words.ts';

type Next = Card['next'];

const standingStill =
  'Nothing moves forward until somebody resumes it; triggers keep watching and can roll it back.';

/** What comes next and when; `at` null when that depends on people or on conditions. */
export function nextLine(rollout: Rollout): Next {
  const breaking = breachLine(rollout);
  if (breaking !== null) return breaking;
  if (rollout.rollbackRequest !== null) return awaitingRollback(rollout, rollout.rollbackRequest);
  if (isPaused(rollout)) return conditional(standingStill);
  const { phase, plan } = rollout;
  switch (phase.kind) {
    case 'queued':
      return conditional(
        `It starts by itself once ${phase.behind ?? 'the slot is free'}${phase.behind === null ? '' : ' is over'}.`,
      );
    case 'preparing':
      return conditional(
        heldByBoxes(rollout, stageWords(rollout, 0)) ??
          `Then ${stageWords(rollout, 0)}.${boxSentence(rollout)}`,
      );
    case 'shifting':
      return conditional(`Once the router confirms, ${afterShift(rollout, phase.stage)}.`);
    case 'observing':
      return observed(rollout, phase);
    case 'waiting':
      return waited(rollout, phase);
    case 'verifying':
      return conditional(
        `When verification succeeds, ${versionWords(plan.canary.version)} becomes the stable version.`,
      );
    case 'completing':
      return conditional(
        `${versionWords(plan.canary.version)} is the stable version as soon as the router confirms.`,
      );
    case 'rolling-back':
      return goingBack(rollout, phase);
    case 'rolled-back':
      return backAgain(rollout);
    case 'completed':
      return completed(rollout, phase);
    case 'cancelled':
      return conditional('Nothing more happens.');
  }
}

function conditional(sentence: string): Next {
  return { sentence, at: null };
}

function stageWords(rollout: Rollout, stage: number): string {
  const found = rollout.plan.stages[stage];
  if (found === undefined) return afterLastStage(rollout);
  const hold = found.hold === 0 ? '' : ` for ${formatDuration(found.hold)}`;
  return `${percent(found.weight)} of the traffic${rollout.skipHolds ? '' : hold}`;
}

function afterLastStage(rollout: Rollout): string {
  const { plan } = rollout;
  const becomes = `${versionWords(plan.canary.version)} becomes the stable version`;
  return plan.verify.length === 0
    ? becomes
    : `${counted(plan.verify.length, 'verification step')}, then ${becomes}`;
}

function afterShift(rollout: Rollout, stage: number): string {
  const hold = rollout.plan.stages[stage]?.hold ?? 0;
  if (hold === 0 || rollout.skipHolds)
    return `it goes on to ${afterHold(rollout, stage)} as soon as the checks pass`;
  return `${versionWords(rollout.plan.canary.version)} is observed for ${formatDuration(hold)}`;
}

function afterHold(rollout: Rollout, stage: number): string {
  const after = stageWords(rollout, stage + 1);
  const gate = rollout.plan.stages[stage]?.gate ?? null;
  return gate === null ? after : `${approvers(gate)}, then ${after}`;
}

function observed(rollout: Rollout, phase: Extract<Phase, { kind: 'observing' }>): Next {
  const after = afterHold(rollout, phase.stage);
  const held = heldByBoxes(rollout, after);
  if (held !== null) return conditional(held);
  const boxes = boxSentence(rollout);
  if (rollout.skipHolds)
    return conditional(`As soon as the checks pass: ${after} (holds are skipped).${boxes}`);
  return { sentence: `When the hold ends and the criteria are met: ${after}.${boxes}`, at: phase.endsAt };
}

function waited(rollout: Rollout, phase: Extract<Phase, { kind: 'waiting' }>): Next {
  if (phase.stage === null) return notBegun(rollout, phase);
  const after = stageWords(rollout, phase.stage + 1);
  const boxes = boxSentence(rollout);
  if (phase.opened) return conditional(heldByBoxes(rollout, after) ?? `Then ${after}.${boxes}`);
  if (phase.closed) return conditional('A person asks for approval again or rolls it back.');
  const gate = gateAt(rollout.plan, phase.stage);
  const expiry =
    gate.onExpiry === 'roll_back' ? 'it is rolled back' : 'it stays where it is until a person moves it';
  return {
    sentence: `With ${approvers(gate)}: ${after}. If nobody decides in time, ${expiry}.${boxes}`,
    at: phase.expiresAt,
  };
}

function notBegun({ plan }: Rollout, phase: Extract<Phase, { kind: 'waiting' }>): Next {
  if (phase.closed) return conditional('A person asks for approval again or drops it.');
  const gate = gateAt(plan, null);
  const expiry = gate.onExpiry === 'roll_back' ? 'it is dropped' : 'it waits until a person asks again';
  return {
    sentence: `With ${approvers(gate)} it takes its turn and begins. If nobody decides in time, ${expiry}.`,
    at: phase.expiresAt,
  };
}

/** Silence rolls nothing back and lets nothing go on: people are asked again. */
function awaitingRollback(rollout: Rollout, { votes, expiresAt }: RollbackRequest): Next {
  const gate = rollbackGate(rollout);
  const stable = versionWords(rollout.stable?.version ?? 'the stable version');
  return {
    sentence: `With ${missingWords(gate, votes)} all traffic goes back to ${stable}; triggers do not wait for that. If nobody decides in time, people are asked again.`,
    at: expiresAt,
  };
}

function backAgain(rollout: Rollout): Next {
  const tasks = taskSentence(rollout);
  const nothing = 'Nothing more happens by itself. Read the report before the next attempt.';
  return tasks === null ? conditional(nothing) : { sentence: `${nothing} ${tasks.sentence}`, at: tasks.due };
}

function goingBack(rollout: Rollout, phase: Extract<Phase, { kind: 'rolling-back' }>): Next {
  const { plan } = rollout;
  if (phase.weight > 0) {
    const lower = plan.rollback.steps.find((weight) => weight < phase.weight) ?? 0;
    return { sentence: `Then down to ${percent(lower)}.`, at: phase.weightSince + plan.rollback.every };
  }
  const undo = stepsOf(plan, 'undo', rollout.begun)
    .slice(phase.progress.step)
    .map(({ name }) => name);
  const undoing = undo.length === 0 ? 'the rollout is over' : `undo ${listed(undo)}`;
  return conditional(
    phase.safe
      ? `Then ${undoing}.`
      : `Belay reads back that no request reaches ${versionWords(plan.canary.version)}, then ${undoing}.`,
  );
}

function completed(rollout: Rollout, phase: Extract<Phase, { kind: 'completed' }>): Next {
  const before = versionWords(rollout.stable?.version ?? 'the previous version');
  return phase.kept
    ? {
        sentence: `Until then it can be rolled back to ${before}; after that ${before} is no longer kept.`,
        at: phase.keptUntil,
      }
    : conditional(`Nothing more happens. To go back, deploy ${before} again.`);
}
