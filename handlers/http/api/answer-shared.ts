import { createHash } from 'node:crypto';
import { canonicalJson } from '../../../src/core/canonical-json.ts';
import type { Reply } from '../../../src/core/reply.ts';
import { type AnswerOnce, keyUsed } from '../../hear/answer-once.ts';

const remembered = 1000;

/**
 * Two requests with one key at the same time share the answer here; later ones, and other bots, find it in the inbox.
 * The same key with another command is refused.
 */
export function createAnswerShared(answerOnce: AnswerOnce): AnswerOnce {
  const answers = new Map<string, { readonly said: string | undefined; readonly reply: Promise<Reply> }>();
  return async (key, utterance, said) => {
    const known = answers.get(key);
    if (known !== undefined) return known.said === said ? known.reply : keyUsed;
    const reply = answerOnce(key, utterance, said);
    answers.set(key, { said, reply });
    const oldest = answers.keys().next().value;
    if (answers.size > remembered && oldest !== undefined) answers.delete(oldest);
    return reply;
  };
}

/** What tells one command from another, whatever the order of its fields. */
export function saidAs(command: string, args: object, flags: object): string {
  return createHash('sha256').update(canonicalJson({ command, args, flags })).digest('hex');
}
