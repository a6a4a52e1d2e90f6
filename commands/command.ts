import type { Config } from '../src/config/config.ts';
import type { Access, Speaker } from '../src/core/access/access.ts';
import type { ParsedCommand } from '../src/core/command/parse.ts';
import type { CommandSpec } from '../src/core/command/spec.ts';
import type { RolloutId } from '../src/core/ids.ts';
import type { Reply } from '../src/core/reply.ts';
import type { Person } from '../src/core/rollout/wish.ts';
import type { Instant } from '../src/core/time.ts';
import type { Cards } from '../src/ledger/cards.ts';
import type { FindStable } from '../src/ledger/find-stable.ts';
import type { Ledger } from '../src/ledger/ledger.ts';
import type { RunProbe } from '../src/ports/measure.ts';
import type { Store } from '../src/ports/store.ts';

/** What commands read and act on. */
export interface Desk {
  readonly config: Config;
  readonly access: Access;
  readonly ledger: Ledger;
  readonly store: Pick<Store, 'find' | 'owner' | 'queued' | 'recent' | 'events' | 'locks' | 'documents'>;
  readonly findStable: FindStable;
  readonly cards: Cards;
  readonly runProbe: RunProbe;
  readonly newRolloutId: () => RolloutId;
}

/** One command as somebody said it. */
export interface Call {
  readonly parsed: ParsedCommand;
  readonly speaker: Speaker;
  /** The speaker as the log records them. */
  readonly actor: Person;
  readonly now: Instant;
}

/** A verb of the grammar. The speaker's roles were checked before `run`, and are again once the environment is known. */
export interface Command {
  readonly spec: CommandSpec;
  run(call: Call, desk: Desk): Promise<Reply>;
}
