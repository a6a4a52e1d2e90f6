import type { Reply } from '../../src/core/reply.ts';
import type { Log } from '../../src/ports/log.ts';
import type { PrintedPaper, PrintPaper } from './print-paper.ts';

/** The file that an answer asks for; null when it asks for none, or when it cannot be made: the text is said all the same. */
export async function paperOf(
  printPaper: PrintPaper,
  reply: Reply,
  log: Log,
): Promise<(PrintedPaper & { readonly data: Uint8Array }) | null> {
  if (reply.kind !== 'document' || reply.kept?.pdf !== true) return null;
  const { rollout, document, part } = reply.kept;
  try {
    const paper = await printPaper({ rollout, document, part }, 'pdf');
    return paper === null || typeof paper.data === 'string' ? null : { ...paper, data: paper.data };
  } catch (error) {
    log.warn({ err: error, rollout, document }, 'a document could not be printed');
    return null;
  }
}
