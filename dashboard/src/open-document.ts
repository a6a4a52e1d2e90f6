import type { DocumentTree } from '../../src/core/documents/tree.ts';
import type { Reply } from '../../src/core/reply.ts';

type Answered = Extract<Reply, { kind: 'document' }>;

/** Under what a document is kept; what is only shown, such as help, is not. */
export type KeptUnder = Omit<NonNullable<Answered['kept']>, 'pdf'>;

/** A document over the page. */
export interface OpenDocument {
  readonly tree: DocumentTree;
  readonly kept: KeptUnder | null;
}

/** Where a document is to be had as a file, or as data without a form. */
export function documentPath(
  { rollout, document, part }: { rollout: string; document: string; part: string },
  form: '' | '.pdf' | '.html' = '',
): string {
  const query = part === '' ? '' : `?part=${encodeURIComponent(part)}`;
  return `/api/rollouts/${encodeURIComponent(rollout)}/documents/${document}${form}${query}`;
}
