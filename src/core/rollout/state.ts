import type { z } from 'zod';
import type { Blocks } from '../blocks/block.ts';
import type { ToldBudget } from '../budget/standing.ts';
import type { CiVerdict } from '../checklist/ci.ts';
import type { PersonId, RoleName, RolloutId } from '../ids.ts';
import type { StageSamples } from '../judge/judge-comparison.ts';
import type { Measurement } from '../judge/measurement.ts';
import type { Evidence } from '../judge/sequential/standing.ts';
import type { Verdict } from '../judge/verdict.ts';
import type { NoticeState } from '../notices/told-notice.ts';
import type { Verification } from '../script/verification.ts';
import type { Instant } from '../time.ts';
import type { Coach } from '../trains/coach.ts';
import type { Actor, RollbackCause, StepPhase, TrafficReading } from './events.ts';
import type { SignOff } from './gates/gate-plan.ts';
import type { Origin } from './origin.ts';
import type { Plan, Target, Weight } from './plan.ts';
import type { Tasks } from './tasks.ts';

export type WeightValue = z.infer<typeof Weight>;

/** A step of the plan as far as it got; `attempt` 0 means not begun. */
export interface StepProgress {
  readonly phase: StepPhase;
  readonly step: number;
  readonly attempt: number;
  readonly running: boolean;
}

export interface Vote {
  readonly person: PersonId;
  readonly roles: readonly RoleName[];
  readonly at: Instant;
  /** Roles of these that are somebody else's: by role, whose. */
  readonly lent?: Readonly<Record<string, PersonId>>;
  /** What they decided in a round of sign-offs. */
  readonly decision?: SignOff;
}

/** A rollback by hand that people have to agree to first. */
export interface RollbackRequest {
  readonly gate: number;
  readonly by: Actor;
  readonly reason: string;
  readonly gradual: boolean;
  readonly since: Instant;
  readonly expiresAt: Instant;
  readonly votes: readonly Vote[];
}

/** A check that is not believed until `until`. */
export interface Mute {
  readonly by: Actor;
  readonly reason: string;
  readonly since: Instant;
  readonly until: Instant;
}

/** What somebody said of a rollout that is over. */
export interface Mark {
  readonly as: 'needless' | 'escaped' | 'sound';
  readonly by: Actor;
  readonly reason: string | null;
  readonly at: Instant;
}

/** A gate that is decided, as cards go on showing it. */
export interface GateDecision {
  readonly gate: number;
  /** Null before anything began, and for a rollback. */
  readonly stage: number | null;
  /** It was asked whether to roll back. */
  readonly rollback?: true;
  readonly outcome: 'approved' | 'rejected' | 'expired' | 'withdrawn' | 'extended';
  readonly votes: readonly Vote[];
  /** Who rejected it; null for the other outcomes. */
  readonly rejectedBy: PersonId | null;
  readonly reason: string | null;
  readonly at: Instant;
}

/** Where a rollout is. One literal `kind` per situation; every question about it is an exhaustive switch. */
export type Phase =
  | { readonly kind: 'queued'; readonly since: Instant; readonly behind: RolloutId | null }
  | { readonly kind: 'preparing'; readonly since: Instant; readonly progress: StepProgress }
  | { readonly kind: 'shifting'; readonly since: Instant; readonly stage: number }
  | {
      readonly kind: 'observing';
      readonly since: Instant;
      readonly stage: number;
      readonly endsAt: Instant;
      readonly extensions: number;
    }
  | {
      readonly kind: 'waiting';
      readonly since: Instant;
      /** The stage that may be left; null before anything has begun: then it does not own the traffic. */
      readonly stage: number | null;
      readonly gate: number;
      readonly reason: string;
      readonly expiresAt: Instant;
      readonly votes: readonly Vote[];
      /** When people were reminded last, and whether it was escalated. */
      readonly remindedAt: Instant | null;
      readonly escalated: boolean;
      /** Enough people said yes; the next stage begins as soon as nothing is paused or breached. */
      readonly opened: boolean;
      /** True once the gate was rejected or expired under the outcome `hold`: only people move it now. */
      readonly closed: boolean;
    }
  | { readonly kind: 'verifying'; readonly since: Instant; readonly progress: StepProgress }
  /** All steps passed; the router is being told that the new version is stable. */
  | { readonly kind: 'completing'; readonly since: Instant }
  | {
      readonly kind: 'rolling-back';
      readonly since: Instant;
      readonly cause: RollbackCause;
      /** Who ordered it, where that was a person. */
      readonly by?: Actor;
      readonly gradual: boolean;
      readonly from: WeightValue;
      /** The last stage whose weight was wanted; null when the canary never had traffic. */
      readonly reached: number | null;
      /** Percent wanted now: 0 unless a gradual rollback is on its way down. */
      readonly weight: WeightValue;
      readonly weightSince: Instant;
      readonly safe: boolean;
      readonly progress: StepProgress;
    }
  | {
      readonly kind: 'rolled-back';
      readonly since: Instant;
      readonly cause: RollbackCause;
      /** Who ordered it, where that was a person. */
      readonly by?: Actor;
      readonly reached: number | null;
    }
  | {
      readonly kind: 'completed';
      readonly since: Instant;
      readonly keptUntil: Instant;
      /** True while the previous version is kept and the rollout can still be rolled back. */
      readonly kept: boolean;
    }
  | { readonly kind: 'cancelled'; readonly since: Instant; readonly reason: string };

export type PhaseKind = Phase['kind'];

export interface Pause {
  readonly by: Actor;
  readonly reason: string;
  readonly since: Instant;
}

/** How a check or a probe has been doing without a break. */
export interface ProbeStreak {
  readonly failures: number;
  readonly successes: number;
  readonly lastAt: Instant;
  readonly sentence: string;
}

/** What somebody said of a box last. */
export interface Tick {
  readonly done: boolean;
  readonly by: Actor;
  readonly at: Instant;
}

/** The fold of a rollout's events. */
export interface Rollout {
  readonly id: RolloutId;
  readonly seq: number;
  readonly plan: Plan;
  readonly reason: string | null;
  readonly requestedBy: Actor;
  readonly requestedAt: Instant;
  readonly startedAt: Instant | null;
  readonly completedAt: Instant | null;
  /** When it last took the slot's traffic: at its start, or when a completed rollout began to roll back. */
  readonly ownsSince: Instant | null;
  /** Who serves everybody; null until the rollout starts. */
  readonly stable: Target | null;
  readonly phase: Phase;
  readonly pause: Pause | null;
  /** True after `promote --all`: the remaining holds are skipped, gates and triggers are not. */
  readonly skipHolds: boolean;
  /** Prepare steps that were begun, in order: a rollback undoes them, the interrupted one too. */
  readonly begun: readonly number[];
  /** Prepare steps that succeeded. */
  readonly prepared: readonly number[];
  readonly gates: number;
  /** Gates that are decided, the oldest first. */
  readonly decisions: readonly GateDecision[];
  /** Where it was asked for, when that is a thread of a place; null otherwise. */
  readonly origin: Origin | null;
  /** Files that its commit changes, as the place it was asked for on tells; null when nobody told. */
  readonly changes: readonly string[] | null;
  /** By name of the error budget: what this rollout's log was told of it last. */
  readonly budgets: Readonly<Record<string, ToldBudget>>;
  /** By check id: since when the rule's condition has held without a break. */
  readonly holdsSince: Readonly<Record<string, Instant>>;
  readonly probes: Readonly<Record<string, ProbeStreak>>;
  readonly measurements: readonly Measurement[];
  readonly verdicts: readonly Verdict[];
  /** When canary first had traffic; null until then. */
  readonly canarySince: Instant | null;
  /** By metric: what the tests that may be looked at all the time go by. */
  readonly evidence: Readonly<Record<string, Evidence>>;
  /** By metric that is counted: how many requests of the canary there were before this stage. */
  readonly countedBefore: Readonly<Record<string, number>>;
  /** What the comparison of this stage goes by. */
  readonly samples: StageSamples;
  /** The last measurement at the present weight; null from the router's confirmation until there is one. */
  readonly measuredAt: Instant | null;
  /** Since when no criterion and no trigger that acts has had data; warnings count only where nothing else watches. */
  readonly noDataSince: Instant | null;
  readonly traffic: TrafficReading | null;
  /** True from a drift until the observed share is back in tolerance. */
  readonly drifting: boolean;
  /** How often in a row it was recorded that the router refused or did not answer. */
  readonly refusals: number;
  readonly refusedAt: Instant | null;
  /** What the router said when it refused last; null when it never has. */
  readonly refusal: string | null;
  /** The last run of the verification script; null before the first. */
  readonly verification: Verification | null;
  /** By id of the box. */
  readonly ticks: Readonly<Record<string, Tick>>;
  /** Since the stage began: when people were told last that only boxes hold it, and how often; null before. */
  readonly boxesReminded: { readonly at: Instant; readonly times: number } | null;
  /** By the names that must be green: what CI says of the released commit. */
  readonly ci: Readonly<Record<string, CiVerdict>>;
  /** Null until it is rolled back, and where the plan has none. */
  readonly tasks: Tasks | null;
  /** By template: what customers were told, and whether they wait to hear more. */
  readonly notices: Readonly<Record<string, NoticeState>>;
  /** Who answers for it: whoever asked for it until it is handed over; null where nobody is known. */
  readonly owner: PersonId | null;
  readonly blocks: Blocks;
  /** By check id. One that is over stays here until that was said. */
  readonly mutes: Readonly<Record<string, Mute>>;
  readonly rollbackRequest: RollbackRequest | null;
  /** Its place in a train; null when it goes alone. */
  readonly train: Coach | null;
  /** When it was first ordered back or cancelled; null while neither has happened. */
  readonly failedAt: Instant | null;
  /** Rollouts of its train whose failure has stopped it once: people may let it go on. */
  readonly stoppedBy: readonly RolloutId[];
  /** Null until somebody says what it was. */
  readonly mark: Mark | null;
}
