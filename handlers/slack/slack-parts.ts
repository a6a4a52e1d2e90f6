import type { WebClient } from '@slack/web-api';
import type { Config, SlackPlace } from '../../src/config/config.ts';
import type { Access } from '../../src/core/access/access.ts';
import type { CommandSpec } from '../../src/core/command/spec.ts';
import type { Failure } from '../../src/core/failure.ts';
import type { Instant } from '../../src/core/time.ts';
import type { AsReader } from '../../src/ledger/as-reader.ts';
import type { Cards } from '../../src/ledger/cards.ts';
import type { Ledger } from '../../src/ledger/ledger.ts';
import type { Log } from '../../src/ports/log.ts';
import type { Posts } from '../../src/ports/posts.ts';
import type { RolloutIndex } from '../../src/ports/store.ts';
import type { Hear } from '../hear/hear.ts';
import type { PrintPaper } from '../papers/print-paper.ts';

/** What listening on one Slack place needs. */
export interface SlackParts {
  readonly place: SlackPlace;
  readonly config: Config;
  readonly access: Access;
  readonly specs: readonly CommandSpec[];
  readonly store: Pick<RolloutIndex, 'recent'> & { readonly posts: Pick<Posts, 'find' | 'of'> };
  readonly ledger: Pick<Ledger, 'load'>;
  readonly asReader: AsReader;
  readonly cards: Cards;
  readonly printPaper: PrintPaper;
  readonly hear: Hear['hear'];
  /** Tries nothing again by itself. */
  readonly client: WebClient;
  /** An error of that client, or of `fetch`, in Belay's words. */
  readonly asFailure: (error: unknown, doing: string) => Failure;
  readonly secrets: { readonly token: string; readonly signing: string | null; readonly app: string | null };
  readonly clock: () => Instant;
  readonly log: Log;
}
