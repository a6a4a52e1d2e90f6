import type { BudgetLevel } from '../core/budget/budget.ts';
import type { BudgetKey, KeptLevel } from '../core/budget/events.ts';
import type { Delegation } from '../core/delegations/events.ts';
import type { DeliveryFact } from '../core/delivery/fact.ts';
import type { FreezeOrder, Scope } from '../core/freezes/order.ts';
import type {
  EnvironmentName,
  PersonId,
  PlaceName,
  RoleName,
  RolloutId,
  ServiceName,
  Sha256,
  VersionName,
} from '../core/ids.ts';
import type { HeldLock } from '../core/locks/events.ts';
import type { Announcement, OutboxItem } from '../core/notify/announcement.ts';
import type { Actor, Recorded, RolloutEvent } from '../core/rollout/events.ts';
import type { Target } from '../core/rollout/plan.ts';
import type { PhaseKind } from '../core/rollout/state.ts';
import type { Signal } from '../core/signals/signal.ts';
import type { Reported } from '../core/signals/told-text.ts';
import type { Instant } from '../core/time.ts';
import type { TrainId } from '../core/trains/coach.ts';
import type { Documents } from './documents.ts';
import type { DraftAudit, DraftCache, Spending } from './drafting.ts';
import type { Inbox } from './inbox.ts';
import type { Posts } from './posts.ts';
import type { Tokens } from './tokens.ts';

/** One service in one environment: the thing of which at most one rollout owns the traffic. */
export interface Slot {
  readonly service: ServiceName;
  readonly environment: EnvironmentName;
}

/** What can be asked of a rollout without folding its events. Written with the events, in one transaction. */
export interface RolloutRow extends Slot {
  readonly id: RolloutId;
  readonly version: VersionName;
  readonly phase: PhaseKind;
  /** Owns the slot's traffic: at most one such row per slot, enforced by the store. */
  readonly owns: boolean;
  /** Not over yet: queued, owning, or completed with its previous version kept. */
  readonly open: boolean;
  readonly requestedAt: Instant;
  /** The train it goes in; null when it goes alone. */
  readonly train: TrainId | null;
  /** When `advance` must look next; null when nothing will happen by itself. */
  readonly nextAt: Instant | null;
}

/** Who serves everybody in a slot, as the last completed (or rolled back) rollout left it. */
export interface StableRow extends Slot {
  readonly target: Target;
  readonly rollout: RolloutId;
}

export type { OutboxItem };

/** `key` makes it idempotent: a second row with the same key is dropped, except a delivered `card`, which re-opens. */
export interface OutboxRow {
  readonly id: number;
  readonly key: string;
  readonly item: OutboxItem;
  readonly attempts: number;
}

export interface WaitingRow {
  readonly id: number;
  readonly kind: OutboxItem['kind'];
  readonly dueAt: Instant;
}

export interface Append {
  readonly rollout: RolloutId;
  /** `seq` of the last event the decision was made on; 0 for a new rollout. */
  readonly expectedSeq: number;
  readonly at: Instant;
  readonly actor: Actor;
  readonly events: readonly RolloutEvent[];
  readonly row: RolloutRow;
  /** Set when this append changes who is stable. */
  readonly stable: StableRow | null;
  readonly outbox: readonly { readonly key: string; readonly item: OutboxItem }[];
}

export type AppendResult =
  /** `outbox`: ids of the rows to deliver now, the re-opened ones included. */
  | { readonly kind: 'appended'; readonly seq: number; readonly outbox: readonly number[] }
  /** Somebody else appended first: reload and decide again. */
  | { readonly kind: 'conflict' }
  /** Another rollout owns the slot. */
  | { readonly kind: 'slot-taken'; readonly by: RolloutId };

/** What happened to a rollout since an event, and when it must be looked at next, as of one moment. */
export interface Changes {
  readonly nextAt: Instant | null;
  /** Oldest first. */
  readonly events: readonly Recorded<RolloutEvent>[];
  /** There may be newer ones: what is asked for after the last of these. */
  readonly more: boolean;
}

export interface EventStore {
  /** Appends of one process that come at the same time share a transaction; each succeeds or fails by itself.
   * @throws Failure store-unwritable, store-unreachable */
  append(append: Append): Promise<AppendResult>;
  /** What happened next after the event `after`, 0 for the beginning; null when there is no such rollout. */
  readOn(rollout: RolloutId, after: number): Promise<Changes | null>;
  /** Events with `seq` above `after`, oldest first. */
  events(rollout: RolloutId, after?: number): Promise<readonly Recorded<RolloutEvent>[]>;
}

export interface RolloutIndex {
  find(rollout: RolloutId): Promise<RolloutRow | null>;
  owner(slot: Slot): Promise<RolloutRow | null>;
  /** Every rollout that owns its slot's traffic, with the `seq` of its last event. */
  owning(): Promise<readonly { readonly id: RolloutId; readonly seq: number }[]>;
  /** Queued rollouts of the slot, oldest first. */
  queued(slot: Slot): Promise<readonly RolloutRow[]>;
  recent(filter: Partial<Slot>, limit: number): Promise<readonly RolloutRow[]>;
  /** Every rollout of a train that was written, the oldest first. */
  inTrain(train: TrainId): Promise<readonly RolloutRow[]>;
  /** Rollouts in any phase whose `nextAt` is at or before `now`, oldest first. */
  due(now: Instant, limit: number): Promise<readonly RolloutRow[]>;
  /** Moves `nextAt` without an event; does nothing when the rollout has events after `seq`. */
  schedule(rollout: RolloutId, seq: number, nextAt: Instant | null): Promise<void>;
  /** Brings the rollout's `nextAt` forward to `at`; one that nothing is scheduled for stays so. */
  hasten(rollout: RolloutId, at: Instant): Promise<void>;
  stable(slot: Slot): Promise<StableRow | null>;
}

export interface Outbox {
  /** Undelivered rows whose time has come, oldest first. */
  pending(now: Instant, limit: number): Promise<readonly OutboxRow[]>;
  /** What is to be said about what, where; nothing is noted as read. Null when it is said or was never there. */
  peek(id: number): Promise<OutboxItem | null>;
  /** For saying it now: what is put in after this is another thing to say. */
  row(id: number): Promise<OutboxRow | null>;
  /** Undelivered rows about a rollout on a place, the card first, then the oldest first; also those not due yet. */
  waiting(place: PlaceName, rollout: RolloutId): Promise<readonly WaitingRow[]>;
  /** A `card` that was put in again since `attempts` was read stays pending. */
  delivered(id: number, now: Instant): Promise<void>;
  failed(id: number, sentence: string, retryAt: Instant): Promise<void>;
  /** Puts in what no event says, such as a document that is drafted now. @returns ids of the rows to deliver */
  put(announcements: readonly Announcement[], now: Instant): Promise<readonly number[]>;
  /** Not tried, or not taken for now: nothing is wrong with it. */
  postpone(id: number, until: Instant): Promise<void>;
}

export type Lock = HeldLock;

/** Locks are events of their own stream, so that the audit has them. One that has ended by itself stands until it is opened. */
export interface Locks {
  lock(lock: Lock, actor: Actor): Promise<Lock>;
  unlock(slot: Slot, actor: Actor, at: Instant): Promise<void>;
  current(slot: Slot): Promise<Lock | null>;
}

/** Roles on loan are events of their lenders' streams, so that the audit has them. */
export interface Delegations {
  /** Lends, or moves the end of a loan to the same person. @returns what holds now: that, or a loan to somebody else */
  lend(delegation: Delegation, actor: Actor): Promise<Delegation>;
  /** @returns false when nothing of that role was lent */
  end(lender: PersonId, role: RoleName, actor: Actor, at: Instant): Promise<boolean>;
  /** What these people lend now. */
  standing(lenders: readonly PersonId[], now: Instant): Promise<readonly Delegation[]>;
}

/** Orders that nothing goes forward are events of their own streams. One that is over stands until it is lifted. */
export interface FreezeOrders {
  /** Takes the place of one that stands there. */
  freeze(order: FreezeOrder, actor: Actor): Promise<void>;
  unfreeze(scope: Scope, actor: Actor, at: Instant): Promise<void>;
  current(scope: Scope): Promise<FreezeOrder | null>;
}

/** Levels of error budgets are events of their own streams, so that a frozen one stays so over a restart. */
export interface BudgetLevels {
  /** Null before the first. */
  current(key: BudgetKey): Promise<KeptLevel | null>;
  /** Does nothing when that level holds already. */
  keep(key: BudgetKey, level: BudgetLevel, remaining: number, at: Instant): Promise<void>;
}

/** A short, renewable hold on a name, so that one worker at a time runs a command step. */
export interface Leases {
  /** @returns true when `holder` has the lease until `until` (renewing its own counts) */
  acquire(name: string, holder: string, now: Instant, until: Instant): Promise<boolean>;
  release(name: string, holder: string): Promise<void>;
}

/** One message on a place that Belay itself hosts (the console): a card that is edited, or a line of its thread. */
export interface PostedMessage {
  readonly key: string;
  readonly place: PlaceName;
  readonly rollout: RolloutId;
  readonly kind: 'card' | 'line' | 'notice' | 'document';
  readonly body: unknown;
  /** Grows with every change anywhere; a reader asks for what is above the last one it saw. */
  readonly revision: number;
  readonly at: Instant;
}

export interface Messages {
  post(message: Omit<PostedMessage, 'revision'>): Promise<void>;
  since(place: PlaceName, revision: number, limit: number): Promise<readonly PostedMessage[]>;
  thread(place: PlaceName, rollout: RolloutId): Promise<readonly PostedMessage[]>;
}

/** What was told of one version of a slot: at some moment since then, inclusive. */
export interface AskedReports extends Slot {
  readonly event: string;
  readonly since: Instant;
  readonly version: VersionName;
  /** Also what names no version. */
  readonly orNone: boolean;
}

export interface FiringAlert {
  readonly source: string;
  readonly event: string;
  readonly text: string | null;
  readonly since: Instant;
}

/** What Belay is told from outside: complaints, alerts. */
export interface Signals {
  /**
   * Records each once, however often it is told, and forgets what is older than any rule looks back.
   * @returns for each whether it says something new: a report or an alert not known, or one that fires again
   */
  report(signals: readonly Signal[], now: Instant): Promise<readonly boolean[]>;
  reported(asked: AskedReports): Promise<Reported>;
  /** Alerts of the slot that fire now, the oldest first. */
  firing(slot: Slot, now: Instant): Promise<readonly FiringAlert[]>;
  /** When an alert of these sources was over last, or `now` while one fires; null when none is remembered. */
  lastAlert(slot: Slot, sources: readonly string[], now: Instant): Promise<Instant | null>;
  /** When this was reported last of that version or of none; null when never since then. */
  lastReport(asked: Omit<AskedReports, 'orNone'>): Promise<Instant | null>;
}

/** One row of the log as the auditor reads it: raw, so that what was altered is seen as it stands. */
export interface AuditRow {
  readonly position: number;
  readonly stream: string;
  readonly seq: number;
  readonly at: Instant;
  readonly actor: unknown;
  readonly data: unknown;
  readonly prevHash: string;
  readonly hash: string;
}

/** What the tables beside the log say, raw: the auditor compares it with the events, which it must follow from. */
export interface Projections {
  readonly rollouts: readonly ProjectedRollout[];
  readonly stable: readonly ProjectedStable[];
}

export interface ProjectedRollout {
  readonly id: string;
  readonly service: string;
  readonly environment: string;
  readonly version: string;
  readonly phase: string;
  readonly owns: boolean;
}

export interface ProjectedStable {
  readonly service: string;
  readonly environment: string;
  readonly target: unknown;
  readonly rollout: string;
}

export interface AuditLog {
  /** All rows in order of position, in pages. */
  rows(from: number): AsyncIterable<AuditRow>;
  /** Where the store says the log ends. */
  head(): Promise<{ readonly position: number; readonly hash: Sha256 }>;
  projections(): Promise<Projections>;
}

/** What the delivery figures go by, without reading the rest of the log. */
export interface DeliveryLog {
  /** Facts after a position, oldest first. `last`: the position to read on from; null when there is nothing more. */
  deliveryFacts(
    after: number,
    limit: number,
  ): Promise<{ readonly facts: readonly DeliveryFact[]; readonly last: number | null }>;
}

export interface Store extends EventStore, RolloutIndex, Outbox, AuditLog, DeliveryLog, AsyncDisposable {
  readonly locks: Locks;
  readonly freezes: FreezeOrders;
  readonly delegations: Delegations;
  readonly budgets: BudgetLevels;
  readonly leases: Leases;
  readonly messages: Messages;
  readonly documents: Documents;
  readonly draftAudit: DraftAudit;
  readonly spending: Spending;
  readonly draftCache: DraftCache;
  readonly signals: Signals;
  readonly posts: Posts;
  readonly inbox: Inbox;
  readonly tokens: Tokens;
  ping(): Promise<void>;
}
