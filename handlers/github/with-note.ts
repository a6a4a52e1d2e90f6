import type { Reply } from '../../src/core/reply.ts';

/** The answer, which also says that further commands of the same comment were left out. */
export function withNote(reply: Reply, further: number): Reply {
  if (further === 0) return reply;
  const note = `Your comment holds ${further + 1} commands; only the first was read. Write a comment for each.`;
  if (reply.kind !== 'document') return { ...reply, sentence: `${reply.sentence} ${note}` };
  return { ...reply, tree: { ...reply.tree, summary: `${reply.tree.summary} ${note}` } };
}
