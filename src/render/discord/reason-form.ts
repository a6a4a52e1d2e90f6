import type { APIModalInteractionResponseCallbackData } from 'discord.js';
import { actionQuestion } from '../../core/card/action-question.ts';
import { customIdOf, type Pressed } from './custom-id.ts';
import { plainWithin } from './fit.ts';
import { limits } from './limits.ts';
import type { PressedCard } from './pressed-card.ts';

/** The field of the form that holds the reason. */
export const reasonField = 'reason';

/** So much of a reason is asked for; what of it does not fit beside its command is cut. */
const longestReason = 900;

const longestDescription = 100;

/** Asks why, before a button that wants a reason does something. Null when the form could not carry the command. */
export function reasonForm(
  { command }: Pressed,
  { label, title }: PressedCard,
): APIModalInteractionResponseCallbackData | null {
  const id = customIdOf({ command, wantsReason: true });
  if (id === null) return null;
  const question = actionQuestion(label ?? verbWords(command), title, command);
  return {
    custom_id: id,
    title: plainWithin(question, limits.modalTitle),
    components: [
      {
        type: 18,
        label: 'Why?',
        // A long title is cut; all of it stands here then.
        description: plainWithin(
          question.length > limits.modalTitle
            ? question
            : 'The reason is recorded, and everybody can read it.',
          longestDescription,
        ),
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

function verbWords(command: string): string {
  const [verb = ''] = command.split(' ');
  return isUrgent(command) ? 'Roll back' : `${verb.charAt(0).toUpperCase()}${verb.slice(1)}`;
}

/** Nothing may stand between a person and a rollback. */
function isUrgent(command: string): boolean {
  return command.startsWith('rollback ');
}
