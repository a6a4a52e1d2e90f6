import type { Config } from '../src/config/config.ts';
import type { Access, Speaker } from '../src/core/access/access.ts';
import type { PersonName } from '../src/core/card/names.ts';
import type { ParsedCommand } from '../src/core/command/parse.ts';
import type { CommandSpec } from '../src/core/command/spec.ts';
import type { RoleName, RolloutId } from '../src/core/ids.ts';
import type { Reply } from '../src/core/reply.ts';
import type { Origin } from '../src/core/rollout/origin.ts';
import type { Source } from '../src/core/rollout/plan.ts';
import type { Rollout } from '../src/core/rollout/state.ts';
import type { Person, Wish } from '../src/core/rollout/wish.ts';
import type { Instant } from '../src/core/time.ts';
import type { TrainId } from '../src/core/trains/coach.ts';
import type { ReadChangeTexts } from '../src/drafting/change-texts.ts';
import type { DraftDocument } from '../src/drafting/draft-document.ts';
import type { Budgets } from '../src/ledger/budgets.ts';
import type { Cards } from '../src/ledger/cards.ts';
import type { Deliveries } from '../src/ledger/deliveries.ts';
import type { FindStable } from '../src/ledger/find-stable.ts';
import type { Freezes } from '../src/ledger/freezes.ts';
import type { HeldRoles } from '../src/ledger/held-roles.ts';
import type { Incidents } from '../src/ledger/incidents.ts';
import type { Ledger } from '../src/ledger/ledger.ts';
import type { FindChange } from '../src/ports/find-change.ts';
import type { RunProbe } from '../src/ports/measure.ts';
import type { Migrations } from '../src/ports/migrations.ts';
import type { Redact } from '../src/ports/redact.ts';
import type { Repositories } from '../src/ports/repository.ts';
import type { Store } from '../src/ports/store.ts';
import type { Verify } from '../src/ports/verify.ts';

/** What commands read and act on. */
export interface Desk {
  readonly config: Config;
  readonly access: Access;
  readonly personName: PersonName;
  readonly ledger: Ledger;
  readonly store: Pick<
    Store,
    | 'find'
    | 'rows'
    | 'head'
    | 'inTrain'
    | 'owner'
    | 'owning'
    | 'queued'
    | 'recent'
    | 'events'
    | 'locks'
    | 'freezes'
    | 'put'
    | 'delegations'
    | 'documents'
    | 'stable'
  >;
  readonly findStable: FindStable;
  readonly budgets: Budgets;
  readonly freezes: Freezes;
  readonly incidents: Incidents;
  readonly deliveries: Deliveries;
  readonly roles: HeldRoles;
  readonly cards: Cards;
  readonly runProbe: RunProbe;
  readonly newRolloutId: () => RolloutId;
  readonly newTrainId: () => TrainId;
  /** Makes the router do what a rollout wants, without waiting for a worker. @returns why it did not, or null */
  readonly moveNow: (rollout: Rollout) => Promise<string | null>;
  readonly blind: Blind;
  /** Runs the verification script of a rollout in the sandbox. */
  readonly verify: Verify;
  readonly draftDocument: DraftDocument;
  readonly migrations: Migrations;
  /** Null when no place speaks for that repository. */
  readonly repositoriesOf: (repository: string) => Repositories | null;
  readonly readTexts: ReadChangeTexts;
  readonly redact: Redact;
  readonly findChange: FindChange;
}

/** What is left to work with while the store does not answer. */
export interface Blind {
  /** Asks the store whether it answers; takes a second at most. */
  refresh(): Promise<void>;
  /** False while the store does not answer. */
  answers(): boolean;
  /** Rollouts that were live when it last did. */
  live(): readonly Rollout[];
  /** Moves traffic now, and writes down what was done as soon as that is possible. */
  takeBack(
    rollout: Rollout,
    wish: Extract<Wish, { kind: 'rollback' }>,
    by: Person,
    now: Instant,
  ): Promise<Reply>;
}

/** One command as somebody said it. */
export interface Call {
  readonly parsed: ParsedCommand;
  readonly speaker: Speaker;
  /** The speaker as the log records them. */
  readonly actor: Person;
  /** What the speaker has before them, as far as the place knows. */
  readonly about: About;
  /** When it was said; earlier than `now` when the bot that heard it died. */
  readonly saidAt: Instant;
  readonly now: Instant;
  /** Which of these roles the speaker has besides. Groups, schedules and loans are asked for only when it matters. */
  readonly resolve: (speaker: Speaker, wanted: readonly RoleName[]) => Promise<Speaker>;
}

/** What a line is about when it does not say: the thread of a card, a pull request. */
export interface About {
  readonly service?: string;
  readonly version?: string;
  readonly environment?: string;
  readonly rollout?: RolloutId;
  /** The commit that the speaker has before them: a vote counts for a rollout of this commit alone. */
  readonly commit?: string;
  /** The request for approval that the speaker has before them: a vote counts for this one alone. */
  readonly gate?: number;
  /** Where the card of a rollout that is asked for here belongs, besides its plan's places. */
  readonly origin?: Origin;
  /** Where the code of that version stands, and which files it changes. */
  readonly source?: Source;
  readonly changes?: readonly string[];
}

/** A verb of the grammar. The speaker's roles were checked before `run`, and are again once the environment is known. */
export interface Command {
  readonly spec: CommandSpec;
  run(call: Call, desk: Desk): Promise<Reply>;
}
