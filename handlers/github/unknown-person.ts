import { type Refusal, refuse } from '../../src/core/refusal.ts';
import type { Account } from './heard.ts';

/** Says which id must be declared: a login would not do. */
export function refuseStranger({ id, login }: Account): Refusal {
  return refuse(
    'unknown-person',
    `I do not know ${login}, so nothing was done. The GitHub id is \`${id}\`: whoever looks after belay.yml can put it there, under \`people\`, as \`github: "${id}"\`.`,
  );
}
