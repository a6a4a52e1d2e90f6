import { z } from 'zod';
import { Block, BlockedBy } from '../blocks/block.ts';
import { BudgetLevel, BurnAlert } from '../budget/budget.ts';
import { CiState } from '../checklist/ci.ts';
import { PersonId, PlaceName, RoleName, RolloutId, Sha256, VersionName } from '../ids.ts';
import { Measurement, ProbeResult } from '../judge/measurement.ts';
import { CountedStep } from '../judge/sequential/evidence.ts';
import { GaugeStep } from '../judge/sequential/gauge.ts';
import { Verdict } from '../judge/verdict.ts';
import { Verified } from '../script/verification.ts';
import { Instant, Millis } from '../time.ts';
import { Coach } from '../trains/coach.ts';
import { SignOff } from './gates/gate-plan.ts';
import { Origin } from './origin.ts';
import { Plan, Target, Weight } from './plan.ts';

/** Who caused an event: a declared person on a place, or Belay itself. */
export const Actor = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('person'),
    person: PersonId,
    roles: z.array(RoleName),
    place: z.string(),
    /** Roles that are somebody else's, lent until a date: by role, whose. */
    lent: z.record(z.string(), PersonId).optional(),
  }),
  z.object({ kind: z.literal('belay') }),
]);
export type Actor = z.infer<typeof Actor>;

/** Why traffic is taken back. */
export const RollbackCause = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('trigger'), check: z.string(), sentence: z.string() }),
  z.object({ kind: z.literal('probe'), probe: z.string(), sentence: z.string() }),
  z.object({
    kind: z.literal('person'),
    reason: z.string(),
    /** It went past a gate that the plan has for rollbacks, and paged. */
    emergency: z.literal(true).optional(),
    /** Who asked for it, where others had to agree. */
    askedBy: PersonId.optional(),
  }),
  z.object({ kind: z.literal('gate'), outcome: z.enum(['rejected', 'expired']), sentence: z.string() }),
  z.object({ kind: z.literal('criteria'), sentence: z.string() }),
  z.object({ kind: z.literal('no-data'), sentence: z.string() }),
  z.object({ kind: z.literal('step'), step: z.string(), sentence: z.string() }),
  z.object({ kind: z.literal('router'), sentence: z.string() }),
  z.object({ kind: z.literal('superseded'), by: RolloutId }),
  /** Another rollout of its train failed. */
  z.object({ kind: z.literal('train'), failed: RolloutId, sentence: z.string() }),
]);
export type RollbackCause = z.infer<typeof RollbackCause>;

/** What the router says it does, and what it was seen to do with recent unsegmented requests. */
export const TrafficReading = z.object({
  /** Percent the router is set to; 0 when it is set to stable only. */
  weight: Weight,
  /** Percent of recent unpinned requests that canary served; null below the requests needed to tell. */
  observed: z.number().min(0).max(100).nullable(),
  requests: z.number().int().nonnegative(),
});
export type TrafficReading = z.infer<typeof TrafficReading>;

const stage = z.number().int().nonnegative();
const step = z.number().int().nonnegative();
const StepPhase = z.enum(['prepare', 'verify', 'undo']);
export type StepPhase = z.infer<typeof StepPhase>;

/** Everything that can happen to a rollout. The state is their fold; the log is the audit. */
export const RolloutEvent = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('requested'),
    rollout: RolloutId,
    plan: Plan,
    reason: z.string().nullable(),
    origin: Origin.optional(),
    changes: z.array(z.string()).optional(),
    /** When the released commit was made or merged, as the place it stands on tells. */
    committedAt: Instant.optional(),
    train: Coach.optional(),
  }),
  z.object({ kind: z.literal('queued'), behind: RolloutId }),
  z.object({ kind: z.literal('cancelled'), reason: z.string() }),
  /** The slot is free: from here on this rollout owns the traffic. `stable` is who serves everybody now. */
  z.object({ kind: z.literal('started'), stable: Target }),
  z.object({
    kind: z.literal('step-started'),
    phase: StepPhase,
    step,
    name: z.string(),
    attempt: z.number().int().positive(),
  }),
  z.object({
    kind: z.literal('step-finished'),
    phase: StepPhase,
    step,
    name: z.string(),
    succeeded: z.boolean(),
    /** What happened, for people; never raw output with secrets. */
    sentence: z.string(),
    output: z.string(),
    took: Millis,
  }),
  z.object({ kind: z.literal('stage-entered'), stage, weight: Weight }),
  z.object({ kind: z.literal('weight-confirmed'), stage, traffic: TrafficReading }),
  z.object({
    kind: z.literal('weight-refused'),
    weight: Weight,
    /** Recorded refusals in a row. */
    attempts: z.number().int().positive(),
    sentence: z.string(),
  }),
  z.object({ kind: z.literal('drift-found'), wanted: Weight, traffic: TrafficReading, sentence: z.string() }),
  z.object({
    kind: z.literal('measured'),
    stage: stage.nullable(),
    measurements: z.array(Measurement),
    verdicts: z.array(Verdict),
    probes: z.array(ProbeResult),
    traffic: TrafficReading.nullable(),
    /** What the tests that may be looked at all the time have counted so far; absent when the plan has none. */
    evidence: z.array(z.discriminatedUnion('kind', [CountedStep, GaugeStep])).optional(),
  }),
  /** An error budget is worse off than this log has said, or releases may go on again. */
  z.object({
    kind: z.literal('budget-measured'),
    budget: z.string(),
    level: BudgetLevel,
    /** A burn that is louder than any before in this rollout; null when there is none. */
    alert: BurnAlert.nullable(),
    /** Share of the budget that is left, below 0 when more than all of it is spent; null when it is not known. */
    remaining: z.number().nullable(),
    sentence: z.string(),
  }),
  z.object({ kind: z.literal('stage-extended'), stage, until: Instant, sentence: z.string() }),
  z.object({
    kind: z.literal('approval-requested'),
    /** The stage that may be left; null for what must be agreed before anything begins. */
    stage: stage.nullable(),
    /** Bound to what it approves: a vote names the plan hash, the stage and this number. */
    gate: z.number().int().positive(),
    reason: z.string(),
    expiresAt: Instant,
  }),
  z.object({
    kind: z.literal('approved'),
    gate: z.number().int().positive(),
    person: PersonId,
    roles: z.array(RoleName),
    /** What was approved, so that the log says it without the plan: the stage that may be left, and the commit. */
    plan: Sha256.optional(),
    stage: stage.nullable().optional(),
    commit: z.string().optional(),
    /** Digest of the train that it was approved for as a whole. */
    train: Sha256.optional(),
    /** What they decided where there is more to say than yes, and why it is to be observed longer. */
    decision: SignOff.optional(),
    reason: z.string().optional(),
    /** Statements of the gate that they confirmed. */
    confirmed: z.array(z.string()).optional(),
    /** Roles of these that are somebody else's: by role, whose. */
    lent: z.record(z.string(), PersonId).optional(),
  }),
  z.object({
    kind: z.literal('rejected'),
    gate: z.number().int().positive(),
    person: PersonId,
    reason: z.string(),
  }),
  z.object({ kind: z.literal('gate-opened'), gate: z.number().int().positive() }),
  z.object({ kind: z.literal('gate-expired'), gate: z.number().int().positive() }),
  /** The gate's time is nearly over, and this is still missing. */
  z.object({
    kind: z.literal('approval-reminded'),
    gate: z.number().int().positive(),
    expiresAt: Instant,
    missing: z.string(),
  }),
  z.object({
    kind: z.literal('approval-escalated'),
    gate: z.number().int().positive(),
    sentence: z.string(),
  }),
  /** A rollback by hand that the plan gates: it is paused meanwhile, and triggers keep acting. */
  z.object({
    kind: z.literal('rollback-requested'),
    gate: z.number().int().positive(),
    reason: z.string(),
    gradual: z.boolean(),
    expiresAt: Instant,
  }),
  /** Nobody decided in time: people are paged again, and the request stays open. */
  z.object({
    kind: z.literal('rollback-request-renewed'),
    gate: z.number().int().positive(),
    expiresAt: Instant,
  }),
  z.object({
    kind: z.literal('rollback-refused'),
    gate: z.number().int().positive(),
    person: PersonId,
    reason: z.string(),
  }),
  /** It may not go forward for now; it may always go back. */
  Block.extend({ kind: z.literal('advance-blocked') }),
  z.object({ kind: z.literal('advance-unblocked'), by: BlockedBy }),
  /** A check that lies is not believed for a while. */
  z.object({ kind: z.literal('muted'), check: z.string(), reason: z.string(), until: Instant }),
  z.object({ kind: z.literal('unmuted'), check: z.string() }),
  z.object({ kind: z.literal('handed-over'), to: PersonId, reason: z.string().nullable() }),
  /** A step of the emergency procedure, or of the one for rollbacks, besides moving traffic. */
  z.object({
    kind: z.literal('procedure-step'),
    action: z.string(),
    succeeded: z.boolean(),
    sentence: z.string(),
    took: Millis,
  }),
  /** The pager was called, or could not be. */
  z.object({
    kind: z.literal('paged'),
    place: PlaceName,
    succeeded: z.boolean(),
    sentence: z.string(),
  }),
  /** What a person says of a rollout that is over: its rollback was not needed, or an issue came through unseen. */
  z.object({
    kind: z.literal('marked'),
    as: z.enum(['needless', 'escaped', 'sound']),
    reason: z.string().nullable(),
  }),
  z.object({
    kind: z.literal('promoted'),
    stage,
    all: z.boolean(),
    /** Criteria that were not met when a person promoted all the same. */
    unmet: z.array(z.string()),
  }),
  z.object({ kind: z.literal('stage-passed'), stage, sentence: z.string() }),
  z.object({
    kind: z.literal('paused'),
    reason: z.string(),
    /** The rollout of its train whose failure stopped it. */
    train: RolloutId.optional(),
  }),
  z.object({ kind: z.literal('resumed') }),
  z.object({
    kind: z.literal('rollback-ordered'),
    cause: RollbackCause,
    gradual: z.boolean(),
    /** Percent canary had when the rollback was ordered. */
    from: Weight,
  }),
  z.object({ kind: z.literal('rollback-stepped'), weight: Weight }),
  /** Read back: no new request reaches the canary. */
  z.object({ kind: z.literal('safe') }),
  z.object({ kind: z.literal('rolled-back') }),
  z.object({ kind: z.literal('completed'), stable: VersionName, keptUntil: Instant }),
  z.object({ kind: z.literal('previous-released'), version: VersionName }),
  z.object({ kind: z.literal('noted'), text: z.string() }),
  /** The verification script was run, or could not be. */
  Verified.extend({ kind: z.literal('verified') }),
  /** A box was ticked, or a tick was taken back. */
  z.object({
    kind: z.literal('ticked'),
    box: z.string(),
    text: z.string(),
    done: z.boolean(),
    /** What Belay could not see, where a person ticked for it. */
    unseen: z.string().optional(),
  }),
  /** Nothing but open boxes holds the rollout. */
  z.object({ kind: z.literal('boxes-reminded'), open: z.array(z.string()) }),
  /** What CI says of the released commit has changed. */
  z.object({
    kind: z.literal('ci-observed'),
    commit: z.string(),
    /** The checks that must be green; empty for all there are. */
    names: z.array(z.string()),
    state: CiState,
    sentence: z.string(),
  }),
  /** Customers are told, by a person. */
  z.object({
    kind: z.literal('notice-sent'),
    template: z.string(),
    subject: z.string(),
    body: z.string(),
    through: z.array(PlaceName),
    /** How much of the lead time was lost; 0 when it was kept. */
    late: Millis,
    /** When what it tells of begins, and when it is expected to be over where it was planned. */
    start: Instant.optional(),
    end: Instant.optional(),
    draftedAt: Instant.optional(),
    /** How often customers are to hear more. */
    updateEvery: Millis.optional(),
    /** It said that it is over. */
    resolved: z.boolean().optional(),
  }),
  /** Customers wait to hear more. */
  z.object({
    kind: z.literal('notice-due'),
    template: z.string(),
    since: Instant,
    /** People are not reminded again. */
    last: z.boolean(),
  }),
  z.object({
    kind: z.literal('tasks-opened'),
    tasks: z.array(z.object({ id: z.string(), text: z.string() })),
    due: Instant,
  }),
  z.object({ kind: z.literal('task-done'), task: z.string(), text: z.string(), done: z.boolean() }),
  z.object({ kind: z.literal('task-reminded'), open: z.array(z.string()), due: Instant }),
]);
export type RolloutEvent = z.infer<typeof RolloutEvent>;
export type RolloutEventKind = RolloutEvent['kind'];
export type EventOf<K extends RolloutEventKind> = Extract<RolloutEvent, { kind: K }>;

/** An event as it stands in the log. `seq` counts from 1 within the rollout. */
export interface Recorded<E = RolloutEvent> {
  readonly seq: number;
  readonly at: Instant;
  readonly actor: Actor;
  readonly event: E;
}
