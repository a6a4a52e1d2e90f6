import { helpDocument } from '../src/core/command/help.ts';
import type { CommandSpec } from '../src/core/command/spec.ts';
import { heading, list } from '../src/core/documents/blocks.ts';
import type { DocumentTree } from '../src/core/documents/tree.ts';
import { intentExamples } from '../src/core/questions/question.ts';
import type { Reply } from '../src/core/reply.ts';
import type { Instant } from '../src/core/time.ts';

/** `help`, `help deploy`, `deploy --help`: open to everybody who may speak at all. */
export function help(
  specs: readonly CommandSpec[],
  spec: CommandSpec | null,
  now: Instant,
  suggested: readonly string[],
): Reply {
  return { kind: 'document', tree: helpTree(specs, spec, now, suggested) };
}

/** @param suggested questions of belay.yml, shown before those that can always be asked */
export function helpTree(
  specs: readonly CommandSpec[],
  spec: CommandSpec | null,
  now: Instant,
  suggested: readonly string[] = [],
): DocumentTree {
  const tree = helpDocument(specs, spec, now);
  if (spec !== null) return tree;
  const questions = [...new Set([...suggested, ...Object.values(intentExamples)])];
  return { ...tree, blocks: [...tree.blocks, heading('Ask'), list(questions)] };
}
