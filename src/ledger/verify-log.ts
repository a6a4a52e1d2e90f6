import type { ChainHead } from '../core/audit/chain.ts';
import { type AuditProblem, verifier } from '../core/audit/verify.ts';
import type { AuditLog } from '../ports/store.ts';
import { refolder } from './refold.ts';

export interface Verification {
  readonly rows: number;
  /** Where the log ends: write it down elsewhere, and a log that was cut off later shows. */
  readonly head: ChainHead;
  readonly problems: readonly AuditProblem[];
}

/**
 * Reads the whole log and says of every row that is not as it was written; then folds it again, and says where the
 * tables that Belay acts on are not what the events make of them.
 */
export async function verifyLog(log: AuditLog, known: readonly ChainHead[]): Promise<Verification> {
  const check = verifier(known);
  const refolded = refolder();
  let rows = 0;
  let last = 0;
  for (;;) {
    const before = last;
    for await (const row of log.rows(last + 1)) {
      check.row(row);
      refolded.row(row);
      rows += 1;
      last = row.position;
    }
    const projections = await log.projections();
    const head = await log.head();
    // Written meanwhile: tables and rows belong together only when nothing was added while they were read.
    if (head.position > last && last > before) continue;
    return { rows, head, problems: [...check.end(head), ...refolded.compare(projections)] };
  }
}
