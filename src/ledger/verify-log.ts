import type { ChainHead } from '../core/audit/chain.ts';
import { type AuditProblem, verifier } from '../core/audit/verify.ts';
import type { AuditLog } from '../ports/store.ts';

export interface Verification {
  readonly rows: number;
  /** Where the log ends: write it down elsewhere, and a log that was cut off later shows. */
  readonly head: ChainHead;
  readonly problems: readonly AuditProblem[];
}

/** Reads the whole log and says of every row that is not as it was written. */
export async function verifyLog(log: AuditLog, known: readonly ChainHead[]): Promise<Verification> {
  const check = verifier(known);
  let rows = 0;
  for await (const row of log.rows(1)) {
    check.row(row);
    rows += 1;
  }
  const head = await log.head();
  return { rows, head, problems: check.end(head) };
}
