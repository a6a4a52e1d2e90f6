import { blocksOf } from '../blocks/blocked.ts';
import { instantText } from '../documents/instant-text.ts';
import { plainLine, unstopped } from '../prose.ts';
import { canBeBlocked } from '../rollout/found-blocks.ts';
import type { Rollout } from '../rollout/state.ts';
import type { Instant } from '../time.ts';
import type { Remarks } from './remarks.ts';

/** What keeps it from going on, and until when where that is known. */
export const blockRemarks: Remarks = (rollout) =>
  canBeBlocked(rollout)
    ? blocksOf(rollout).map(({ sentence, until }) => ({
        label: 'Held',
        sentence: `${capital(unstopped(plainLine(sentence)))}. ${ends(until, rollout)}; it can always be rolled back.`,
        tone: 'warning' as const,
      }))
    : [];

/** Where people are asked too, the end of what holds it is not enough. */
function ends(until: Instant | null, { phase }: Rollout): string {
  const asked = phase.kind === 'waiting' && !phase.opened;
  if (until === null) return `It goes on when that is over${asked ? ' and enough people have agreed' : ''}`;
  return asked
    ? `That is over at ${instantText(until)}, and enough people have to agree besides`
    : `It goes on by itself at ${instantText(until)}`;
}

function capital(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
}
