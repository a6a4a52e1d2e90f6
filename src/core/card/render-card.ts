import type { Rollout } from '../rollout/state.ts';
import { wantedWeight } from '../rollout/wanted.ts';
import type { Instant } from '../time.ts';
import { cardActions } from './actions.ts';
import { type Approvers, approvalBox, decidedGates } from './approval.ts';
import type { Card, Tone } from './card.ts';
import { cardChecks } from './checks.ts';
import { health } from './health.ts';
import { actorName, type PersonName } from './names.ts';
import { nextLine } from './next.ts';
import { nowLine } from './now.ts';
import { phaseWords } from './phase-words.ts';
import { remarks } from './remarks.ts';
import { stageTrack } from './stage-track.ts';
import { unattended } from './unattended.ts';
import { versionWords } from './version-words.ts';

export interface CardContext {
  /** A next step whose time has passed is said to be due, not to be in the past. */
  readonly now: Instant;
  readonly personName: PersonName;
  /** Commands that send everything to stable when Belay is dead; the router knows them. */
  readonly undoByHand: readonly string[];
  readonly approversOf: Approvers;
}

/** The live message about a rollout: what happens now, what is next, what one can do, how to undo by hand. */
export function renderCard(rollout: Rollout, context: CardContext): Card {
  const { plan } = rollout;
  const { word, over } = phaseWords(rollout);
  const gone = over && wantedWeight(rollout) === 0;
  const remarked = remarks(rollout, context);
  return {
    rollout: rollout.id,
    seq: rollout.seq,
    title: `${plan.service} ${versionWords(plan.canary.version)} → ${plan.environment}`,
    service: plan.service,
    environment: plan.environment,
    version: plan.canary.version,
    stable: rollout.stable?.version ?? '',
    phase: word,
    tone: toneOf(rollout, context.now),
    over,
    requestedBy: actorName(rollout.requestedBy, context.personName),
    requestedAt: rollout.requestedAt,
    reason: rollout.reason,
    source: plan.source ?? null,
    origin: rollout.origin,
    now: nowLine(rollout, context.personName, context.now),
    next: due(nextLine(rollout), context.now),
    stages: stageTrack(rollout),
    traffic: {
      wanted: wantedWeight(rollout),
      // What was seen last, before it was taken back, is not what is seen now.
      observed: gone ? null : (rollout.traffic?.observed ?? null),
      requests: gone ? 0 : (rollout.traffic?.requests ?? 0),
    },
    checks: cardChecks(rollout),
    approval: approvalBox(rollout, context.personName, context.approversOf),
    decisions: decidedGates(rollout, context.personName),
    ...(remarked.length === 0 ? {} : { remarks: [...remarked] }),
    actions: cardActions(rollout),
    undoByHand: needsUndo(rollout) ? [...context.undoByHand] : [],
  };
}

/** A hold can end and not be left: a criterion is unmet, or a trigger holds. The card must not show a past time as a plan. */
function due(next: Card['next'], now: Instant): Card['next'] {
  return next.at === null || next.at > now
    ? next
    : { sentence: `${next.sentence} That is due now.`, at: null };
}

/** What the phase says, or what the checks say when that is worse. */
function toneOf(rollout: Rollout, now: Instant): Tone {
  const { tone } = phaseWords(rollout);
  if (unattended(rollout, now) !== null) return 'bad';
  if (rollout.phase.kind !== 'observing' && rollout.phase.kind !== 'verifying') return tone;
  const found = health(rollout).tone;
  return found === 'bad' || (found === 'warning' && tone === 'moving') ? found : tone;
}

/** Shown as long as traffic could be on the canary, or be sent there. */
function needsUndo(rollout: Rollout): boolean {
  switch (rollout.phase.kind) {
    case 'preparing':
    case 'shifting':
    case 'observing':
    case 'waiting':
    case 'verifying':
    case 'completing':
    case 'rolling-back':
      return true;
    case 'completed':
      return rollout.phase.kept;
    case 'queued':
    case 'rolled-back':
    case 'cancelled':
      return false;
  }
}
