import { type StoryLine, storyteller } from '../core/audit/story.ts';
import { type AuditProblem, verifier } from '../core/audit/verify.ts';
import type { PersonName } from '../core/card/names.ts';
import type { Instant } from '../core/time.ts';
import type { AuditLog } from '../ports/store.ts';

export interface ToldLog {
  readonly lines: readonly StoryLine[];
  /** Rows in question, those that say nothing new among them. */
  readonly rows: number;
  /** What of the whole chain is not as it was written. */
  readonly problems: readonly AuditProblem[];
  readonly head: { readonly position: number; readonly hash: string };
}

export interface Wanted {
  /** Inclusive. */
  readonly since: Instant;
  /** Exclusive. */
  readonly until: Instant;
  /** Null for all of them. */
  readonly stream: string | null;
}

/** Reads the whole log once: proves its chain, and tells what is wanted of it. @throws Failure store-unreachable */
export async function tellLog(
  log: Pick<AuditLog, 'rows' | 'head'>,
  { since, until, stream }: Wanted,
  personName: PersonName,
): Promise<ToldLog> {
  const head = await log.head();
  const check = verifier();
  const story = storyteller(personName);
  const lines: StoryLine[] = [];
  let rows = 0;
  for await (const row of log.rows(1)) {
    // Written meanwhile: the next reading tells of it.
    if (row.position > head.position) break;
    check.row(row);
    const line = story.row(row);
    if (row.at < since || row.at >= until || (stream !== null && row.stream !== stream)) continue;
    rows += 1;
    if (line !== null) lines.push(line);
  }
  return { lines, rows, problems: check.end(head), head };
}
