import { blocksOf } from '../blocks/blocked.ts';
import { instantText } from '../documents/instant-text.ts';
import { plainLine, unstopped } from '../prose.ts';
import { canBeBlocked } from '../rollout/found-blocks.ts';
import type { Remarks } from './remarks.ts';

/** What keeps it from going on, and until when where that is known. */
export const blockRemarks: Remarks = (rollout) =>
  canBeBlocked(rollout)
    ? blocksOf(rollout).map(({ sentence, until }) => ({
        label: 'Held',
        sentence: `${capital(unstopped(plainLine(sentence)))}. ${until === null ? 'It goes on when that is over' : `It goes on by itself at ${instantText(until)}`}; it can always be rolled back.`,
        tone: 'warning' as const,
      }))
    : [];

function capital(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
}
