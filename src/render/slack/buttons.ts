import type { ActionsBlock, Button, ConfirmationDialog } from '@slack/types';
import type { CardAction } from '../../core/card/card.ts';
import { plain } from './escape.ts';
import { limits } from './limits.ts';

/**
 * How a click is told from others. A click whose id begins with `command` sends its value as a command; with `reason`
 * it asks for a reason first; `openDeploy` opens the form.
 */
export const actionIds = { command: 'command-', reason: 'reason-', openDeploy: 'open-deploy' } as const;

/** A button per action, in blocks of what one takes; a command too long for a button has none and can be typed. */
export function buttonBlocks(actions: readonly CardAction[], about: string): readonly ActionsBlock[] {
  const buttons = actions
    .filter(({ command }) => command.length <= limits.buttonValue)
    .map((action, index) => button(action, index, about));
  const blocks: ActionsBlock[] = [];
  for (let from = 0; from < buttons.length; from += limits.actionsElements) {
    blocks.push({ type: 'actions', elements: buttons.slice(from, from + limits.actionsElements) });
  }
  return blocks;
}

/** Between what a button does and the card it stands on, for whoever has the page read aloud. */
const before = ': ';

/** The title of the card back from its button's name. @returns null when it is no button of a card */
export function titleOfButton(name: string, label: string): string | null {
  const start = `${label}${before}`;
  return name.startsWith(start) && name.length > start.length ? name.slice(start.length) : null;
}

function button(action: CardAction, index: number, about: string): Button {
  const confirm = confirmation(action, about);
  return {
    type: 'button',
    text: plain(action.label, limits.buttonLabel),
    action_id: `${action.wantsReason ? actionIds.reason : actionIds.command}${index}`,
    value: action.command,
    ...(action.style === 'plain' ? {} : { style: action.style }),
    accessibility_label: plain(`${action.label}${before}${about}`, limits.buttonLabel).text,
    ...(confirm === null ? {} : { confirm }),
  };
}

/** Asked again only where one tap gives the new version far more traffic than it had. A reason asks again by itself. */
function confirmation({ verb, label }: CardAction, about: string): ConfirmationDialog | null {
  if (verb !== 'promote-all') return null;
  return {
    title: plain(`${label}?`, limits.confirmTitle),
    text: plain(
      `${about}: every stage that is left follows as soon as its checks pass, without its holds. Approvals are still asked for.`,
      limits.confirmText,
    ),
    confirm: plain('Skip the holds', limits.confirmButton),
    deny: plain('Cancel', limits.confirmButton),
  };
}
