import { isFrozen } from '../budget/budget.ts';
import { counted, listed, percent, plainLine, quoted, unstopped } from '../prose.ts';
import type { Actor, RolloutEvent, StepPhase } from '../rollout/events.ts';
import { gateAt } from '../rollout/gates/gate.ts';
import type { Plan } from '../rollout/plan.ts';
import { hasPassed, verifiedSentence } from '../script/verification.ts';
import { formatDuration } from '../time.ts';
import { breakGlassClause } from './break-glass-remarks.ts';
import type { Tone } from './card.ts';
import { causeClause } from './cause.ts';
import { approvers } from './gate-approvers.ts';
import { tellGates } from './gate-words.ts';
import { actorName, type PersonName } from './names.ts';
import { tellPeople } from './people-words.ts';
import { versionWords } from './version-words.ts';

/** An event as one sentence of the rollout's story. `detail` is for those who look closer. */
export interface Told {
  readonly tone: Tone;
  readonly sentence: string;
  readonly detail: string | null;
}

/** What an event is told with. The plan and the previous version are null while they are not known. */
export interface TellingContext {
  readonly plan: Plan | null;
  readonly stable: string | null;
  /** Null when it is not known who did it. */
  readonly actor: Actor | null;
  readonly personName: PersonName;
}

export function tell(event: RolloutEvent, context: TellingContext): Told {
  const version = versionWords(context.plan?.canary.version ?? 'the new version');
  const stable = versionWords(context.stable ?? 'the stable version');
  switch (event.kind) {
    case 'requested':
      return requested(event, context);
    case 'queued':
      return told('quiet', `It waits for ${event.behind} to end.`);
    case 'cancelled':
      return told(
        'quiet',
        `Dropped${by(context)} before any traffic moved: ${reasonOf(event.reason, context)}`,
      );
    case 'started':
      return told(
        'moving',
        `Started; ${versionWords(event.stable.version)} serves everybody and can take everything back.`,
      );
    case 'step-started':
      return told(
        'moving',
        `${stepWords[event.phase]} step ${quoted(event.name)} began${attempt(event.attempt)}.`,
      );
    case 'step-finished':
      return stepFinished(event);
    case 'stage-entered':
      return told(
        'moving',
        `${stageAtStart(context, event.stage)} begins: ${percent(event.weight)} of the traffic goes to ${version}.`,
      );
    case 'weight-confirmed':
      return told(
        'good',
        `The router confirmed ${percent(event.traffic.weight)} for ${version}.`,
        observedShare(event.traffic),
      );
    case 'weight-refused':
      return told(
        'warning',
        `The router refused to set ${percent(event.weight)}${attempt(event.attempts)}: ${stop(event.sentence)}`,
      );
    case 'drift-found':
      return told('warning', `Traffic drifted: ${stop(event.sentence)}`);
    case 'measured':
      return told(
        'quiet',
        `Measured ${counted(event.measurements.length, 'metric')} and ${counted(event.probes.length, 'probe')}.`,
      );
    case 'budget-measured':
      return told(budgetTone(event), stop(event.sentence));
    case 'stage-extended':
      return told('warning', `${stageAtStart(context, event.stage)} is extended: ${stop(event.sentence)}`);
    case 'approval-requested':
      return approvalRequested(event, context);
    case 'approved':
      return approved(event, context);
    case 'rejected':
      return told('bad', `${context.personName(event.person)} rejected: ${quoted(event.reason)}.`);
    case 'gate-opened':
      return told('good', 'Enough people approved.');
    case 'gate-expired':
      return told('warning', 'The request for approval expired before enough people had approved.');
    case 'promoted':
      return promoted(event, context);
    case 'stage-passed':
      return told('good', `${stageAtStart(context, event.stage)} passed: ${stop(event.sentence)}`);
    case 'paused':
      return told('warning', `Paused${by(context)}: ${reasonOf(event.reason, context)}`);
    case 'resumed':
      return told('moving', `Resumed${by(context)}; the time it was paused does not count.`);
    case 'rollback-ordered':
      return rollbackOrdered(event, context);
    case 'rollback-stepped':
      return told('bad', `Down to ${percent(event.weight)} for ${version}.`);
    case 'safe':
      return told('good', `Safe: no new request reaches ${version}; ${stable} serves everybody.`);
    case 'rolled-back':
      return told('bad', `Rolled back: ${version} is out, ${stable} stays.`);
    case 'completed':
      return told('good', `Completed: ${event.stable} is the stable version now.`);
    case 'previous-released':
      return told(
        'quiet',
        `${versionWords(event.version)} is no longer kept; this rollout cannot be rolled back any more.`,
      );
    case 'verified':
      return verified(event);
    case 'noted':
      return told('quiet', `Note${by(context)}: ${quoted(event.text)}.`);
    case 'ticked':
    case 'boxes-reminded':
    case 'ci-observed':
    case 'notice-sent':
    case 'notice-due':
    case 'tasks-opened':
    case 'task-done':
    case 'task-reminded':
      return { ...tellPeople(event, by(context)), detail: null };
    case 'approval-reminded':
    case 'approval-escalated':
    case 'rollback-requested':
    case 'rollback-request-renewed':
    case 'rollback-refused':
    case 'advance-blocked':
    case 'advance-unblocked':
    case 'muted':
    case 'unmuted':
    case 'handed-over':
    case 'procedure-step':
    case 'paged':
    case 'marked':
      return { ...tellGates(event, by(context), context.personName), detail: null };
  }
}

type Of<K extends RolloutEvent['kind']> = Extract<RolloutEvent, { kind: K }>;

const stepWords: { readonly [P in StepPhase]: string } = {
  prepare: 'Preparation',
  verify: 'Verification',
  undo: 'Undo',
};

function budgetTone({ level, alert }: Of<'budget-measured'>): Tone {
  if (alert === 'page' || isFrozen(level)) return 'bad';
  return level === 'open' && alert === null ? 'good' : 'warning';
}

function told(tone: Tone, sentence: string, detail: string | null = null): Told {
  return { tone, sentence, detail };
}

function verified(event: Of<'verified'>): Told {
  const passed = hasPassed(event);
  const tone = passed === null ? 'warning' : passed ? 'good' : 'bad';
  const failed = event.results.filter(({ ok }) => ok === false).map(({ sentence }) => sentence);
  return told(tone, verifiedSentence(event), failed.length === 0 ? null : failed.join(' '));
}

function stop(sentence: string): string {
  return `${unstopped(plainLine(sentence))}.`;
}

function attempt(count: number): string {
  return count > 1 ? ` (attempt ${count})` : '';
}

function by({ actor, personName }: TellingContext): string {
  return actor === null || actor.kind === 'belay' ? '' : ` by ${actorName(actor, personName)}`;
}

/** A person's reason is quoted; Belay's own is a sentence with its evidence. */
function reasonOf(reason: string, { actor }: TellingContext): string {
  return actor?.kind === 'belay' ? stop(reason) : `${quoted(reason)}.`;
}

function stageName({ plan }: TellingContext, stage: number): string {
  return `stage ${quoted(plan?.stages[stage]?.name ?? String(stage + 1))}`;
}

/** The same at the start of a sentence. */
function stageAtStart(context: TellingContext, stage: number): string {
  return stageName(context, stage).replace(/^s/, 'S');
}

function observedShare(traffic: { observed: number | null; requests: number }): string | null {
  if (traffic.observed === null) return null;
  return `${percent(traffic.observed)} of ${counted(traffic.requests, 'recent request')} went there`;
}

function requested(event: Of<'requested'>, context: TellingContext): Told {
  const { plan } = event;
  const why = event.reason === null ? '' : `: ${quoted(event.reason)}`;
  const fix =
    plan.critical === true && plan.breakGlass === undefined ? ' as a critical fix' : breakGlassClause(plan);
  const train = event.train === undefined ? '' : ` in the train ${event.train.name}`;
  const risk = plan.risk === undefined ? '' : `, tier ${plan.risk.tier}`;
  const weights = plan.stages.map(({ weight }) => percent(weight)).join(' → ');
  return told(
    plan.breakGlass === undefined ? 'quiet' : 'bad',
    `${plan.service} ${versionWords(plan.canary.version)} to ${plan.environment} was requested${by(context)}${train}${fix}${risk}${why}.`,
    `${event.rollout}, ${weights}, plan ${plan.hash.slice(0, 12)}`,
  );
}

function stepFinished(event: Of<'step-finished'>): Told {
  const what = `${stepWords[event.phase]} step ${quoted(event.name)}`;
  const how = event.succeeded ? 'succeeded' : 'failed';
  return told(
    event.succeeded ? 'good' : 'bad',
    `${what} ${how} after ${formatDuration(event.took)}: ${stop(event.sentence)}`,
    event.output.trim() === '' ? null : event.output,
  );
}

function approvalRequested(event: Of<'approval-requested'>, { plan }: TellingContext): Told {
  const gate = plan === null ? null : gateAt(plan, event.stage);
  const asked = gate === null ? '' : ` (${approvers(gate)})`;
  return told('warning', `People are asked to approve${asked}: ${stop(event.reason)}`);
}

/** `Mira approved.`, `Mira signed for going on.`, `Mira wants to observe it longer: “…”.` */
function approved(event: Of<'approved'>, { personName }: TellingContext): Told {
  const { roles, lent = {}, confirmed = [] } = event;
  const lenders = [...new Set(Object.values(lent))].map(personName);
  const details = [
    ...(roles.length === 0 ? [] : [`as ${listed(roles)}`]),
    ...(lenders.length === 0 ? [] : [`with a role lent by ${listed(lenders)}`]),
    ...(confirmed.length === 0 ? [] : [`confirmed ${listed(confirmed.map(quoted))}`]),
  ];
  const longer = event.decision === 'extend';
  return told(
    longer ? 'warning' : 'good',
    `${personName(event.person)} ${signed[event.decision ?? 'yes']}${event.reason === undefined ? '' : `: ${quoted(event.reason)}`}.`,
    details.length === 0 ? null : details.join(', '),
  );
}

const signed = {
  yes: 'approved',
  'go-on': 'signed for going on',
  extend: 'wants to observe it longer',
  'roll-back': 'signed for rolling back',
} as const;

function promoted(event: Of<'promoted'>, context: TellingContext): Told {
  const all = event.all ? '; the holds to come are skipped, gates and triggers are not' : '';
  const unmet =
    event.unmet.length === 0 ? '' : `, although ${counted(event.unmet.length, 'check')} had not passed`;
  return told(
    event.unmet.length === 0 ? 'moving' : 'warning',
    `Promoted${by(context)} before the hold of ${stageName(context, event.stage)} was over${unmet}${all}.`,
    event.unmet.length === 0 ? null : event.unmet.join('; '),
  );
}

/** Who agreed to it stands in the approvals. */
function orderer(
  { askedBy, emergency }: Of<'rollback-ordered'>['cause'] & { kind: 'person' },
  context: TellingContext,
): string {
  if (askedBy !== undefined) return ` as ${context.personName(askedBy)} asked, with the approval it needs`;
  return emergency === true ? ` as an emergency${by(context)}` : by(context);
}

function rollbackOrdered(event: Of<'rollback-ordered'>, context: TellingContext): Told {
  const how = event.gradual ? ' step by step' : '';
  const from = event.from === 0 ? 'before any traffic had moved' : `from ${percent(event.from)}`;
  const ordered =
    event.cause.kind === 'person'
      ? `ordered${orderer(event.cause, context)}: ${quoted(event.cause.reason)}`
      : `ordered, ${causeClause(event.cause)}`;
  return told('bad', `Rollback${how} ${from} ${ordered}.`);
}
