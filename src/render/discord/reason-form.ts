import type { APIModalInteractionResponseCallbackData } from 'discord.js';
import { plainLine } from '../../core/prose.ts';
import { customIdOf, type Pressed } from './custom-id.ts';
import { plainWithin } from './fit.ts';
import { limits } from './limits.ts';

/** The field of the form that holds the reason. */
export const reasonField = 'reason';

/** Even escaped, a reason of this length leaves room for its command. */
const longestReason = 900;

/** Asks why, before a button that wants a reason does something. Null when the form could not carry the command. */
export function reasonForm({ command }: Pressed): APIModalInteractionResponseCallbackData | null {
  const id = customIdOf({ command, wantsReason: true });
  if (id === null) return null;
  return {
    custom_id: id,
    title: plainWithin(command, limits.modalTitle),
    components: [
      {
        type: 18,
        label: 'Why?',
        description: 'The reason is recorded, and everybody can read it.',
        component: {
          type: 4,
          custom_id: reasonField,
          style: 2,
          max_length: longestReason,
          required: !isUrgent(command),
        },
      },
    ],
  };
}

/** The grammar refuses them; a phone puts them in unasked. The two variation selectors of emoji are let through. */
const invisible = /(?!\ufe0e|\ufe0f)\p{DI}/gu;

/** Nothing may stand between a person and a rollback. */
function isUrgent(command: string): boolean {
  return command.startsWith('rollback ');
}

/** The command with its reason as the last, quoted argument. The reason may hold anything; it stays one argument. */
export function withReason(command: string, reason: string): string {
  const line = plainLine(reason.normalize('NFC').replace(invisible, ''));
  return line === '' ? command : `${command} "${line.replace(/["\\]/g, '\\$&')}"`;
}
