import { accountLine, strangerSentence } from '../../src/core/access/stranger.ts';
import { type Refusal, refuse } from '../../src/core/refusal.ts';
import type { Account } from './heard.ts';

/** Says which id must be declared: a login would not do. */
export function refuseStranger({ id }: Pick<Account, 'id'>): Refusal {
  return refuse('unknown-person', `${strangerSentence} \`${accountLine('github', String(id))}\``);
}
