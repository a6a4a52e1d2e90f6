import { list, paragraph, table } from '../documents/blocks.ts';
import type { DocumentTree } from '../documents/tree.ts';
import { counted } from '../prose.ts';
import type { Instant } from '../time.ts';
import type { ChainHead } from './chain.ts';
import type { StoryLine } from './story.ts';
import type { AuditProblem } from './verify.ts';

export interface Told {
  readonly lines: readonly StoryLine[];
  /** Rows in question, those that say nothing new among them. */
  readonly rows: number;
  /** Lines that the reader may not see. */
  readonly unseen: number;
  readonly problems: readonly AuditProblem[];
  readonly head: ChainHead;
}

/** A document of more lines is read by nobody; the latest stay. */
const most = 1000;

/** The log as a story, with the row and the hash of each line, and whether the chain holds. */
export function auditTree(
  { kind, title }: { readonly kind: 'rollout' | 'day'; readonly title: string },
  { lines, rows, unseen, problems, head }: Told,
  now: Instant,
): DocumentTree {
  const shown = lines.slice(-most);
  const left = lines.length - shown.length;
  const hidden =
    unseen === 0
      ? ''
      : ` ${counted(unseen, 'line')} of places you may not see ${unseen === 1 ? 'is' : 'are'} left out.`;
  const cut =
    left === 0 ? '' : ` The first ${counted(left, 'line')} ${left === 1 ? 'is' : 'are'} left out here.`;
  return {
    title: `Audit of ${title}`,
    summary: `${counted(rows, 'event')}, ${lines.length + unseen} of them worth a line. ${verdict(problems, head)}${hidden}${cut} Times are UTC.`,
    draftedBy: 'template',
    draftedWhy: 'Read from the event log.',
    at: now,
    blocks: [
      ...(problems.length === 0 ? [] : [list(problems.slice(0, 20).map(({ sentence }) => sentence))]),
      ...(shown.length === 0
        ? [paragraph(kind === 'day' ? 'Nothing happened.' : 'Nothing is written yet.')]
        : [table(['row', 'time', 'who', 'what', 'hash'], shown.map(cells))]),
    ],
  };
}

/** The whole log is proved, not only what is shown: a row holds by all those before it. */
function verdict(problems: readonly AuditProblem[], { position, hash }: ChainHead): string {
  return problems.length === 0
    ? `The chain of ${counted(position, 'row')} holds, up to ${hash.slice(0, 12)}.`
    : `The chain does not hold: ${counted(problems.length, 'row')} of the log ${problems.length === 1 ? 'is' : 'are'} not as written. Run \`npx belay audit verify\`.`;
}

function cells({ position, at, who, what, hash }: StoryLine): readonly string[] {
  const time = new Date(at).toISOString().replace('T', ' ').slice(0, 19);
  return [String(position), time, who, what, hash.slice(0, 12)];
}
