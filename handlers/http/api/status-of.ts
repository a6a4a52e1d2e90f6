import { isGrammarRefusal } from '../../../src/core/command/refusal-code.ts';
import type { Reply } from '../../../src/core/reply.ts';

const statuses: Readonly<Record<number, readonly string[]>> = {
  403: ['not-allowed', 'token-scope', 'own-rollout', 'role', 'wrong-operator'],
  404: ['nothing-live', 'no-rollout', 'not-there', 'no-document', 'no-tasks', 'no-budget', 'no-checklist'],
  422: ['not-confirmed', 'which-environment'],
  429: ['too-many'],
  500: ['internal'],
  502: ['router-refused'],
  503: ['busy', 'interrupted', 'store-unreachable', 'store-unwritable', 'queue-unreachable'],
};

/** Rollouts go on for hours after the answer to these. */
const begin: readonly string[] = ['deploy'];

/** The HTTP status of an answer. What is refused for how things stand now is a conflict. */
export function statusOf(reply: Reply, command: string): number {
  if (reply.kind !== 'refused') {
    return reply.kind === 'done' && reply.rollout !== null && begin.includes(command) ? 202 : 200;
  }
  const { code } = reply;
  const known = Object.entries(statuses).find(([, codes]) => codes.includes(code));
  if (known !== undefined) return Number(known[0]);
  if (code.startsWith('no-such-') || code.startsWith('unknown-')) return isGrammarRefusal(code) ? 422 : 404;
  return isGrammarRefusal(code) || code.startsWith('bad-') ? 422 : 409;
}
