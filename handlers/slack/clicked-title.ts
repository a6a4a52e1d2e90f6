import { z } from 'zod';
import { titleOfButton } from '../../src/render/slack/buttons.ts';
import type { ActionBody } from './read-action.ts';

const Button = z.object({ value: z.string(), accessibility_label: z.string() });
const Actions = z.object({ elements: z.array(z.unknown()) });

/** The title of the card whose button was clicked. @returns null where Slack does not send the card along */
export function clickedTitle({ message, view, actions: [clicked] }: ActionBody): string | null {
  const label = clicked?.text?.text;
  if (label === undefined) return null;
  const buttons = (message?.blocks ?? view?.blocks ?? []).flatMap((block) => {
    const read = Actions.safeParse(block);
    return read.success ? read.data.elements : [];
  });
  for (const one of buttons) {
    const button = Button.safeParse(one);
    if (button.success && button.data.value === clicked?.value) {
      return titleOfButton(button.data.accessibility_label, label);
    }
  }
  return null;
}
