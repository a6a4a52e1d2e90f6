import type { APIModalInteractionResponseCallbackData } from 'discord.js';
import { customIdOf, type Pressed } from './custom-id.ts';
import { plainWithin } from './fit.ts';
import { limits } from './limits.ts';

/** The field of the form that holds the reason. */
export const reasonField = 'reason';

/** So much of a reason is asked for; what of it does not fit beside its command is cut. */
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

/** Nothing may stand between a person and a rollback. */
function isUrgent(command: string): boolean {
  return command.startsWith('rollback ');
}
