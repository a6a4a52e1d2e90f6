import type { ModalView } from '@slack/types';
import { plain } from './escape.ts';
import { FormValues, fieldOf } from './form-values.ts';
import { limits } from './limits.ts';
import { rich, section, text } from './rich-text.ts';

/** How a submitted form is told from others. */
export const reasonFormId = 'reason';

const block = 'reason';

export interface ReasonForm {
  /** What the button says: `Roll back`, `Reject`. */
  readonly label: string;
  /** What is about to be done: `Roll back shop v2 in production?` */
  readonly about: string;
  /** What the handler wants back with the answer, the command among it; at most 3000 characters. */
  readonly metadata: string;
}

/** Asks why. A reason can be left out: who has to roll back at once must not be held up by a text field. */
export function reasonForm({ label, about, metadata }: ReasonForm): ModalView {
  return {
    type: 'modal',
    callback_id: reasonFormId,
    private_metadata: metadata,
    title: plain(label, limits.viewTitle),
    submit: plain(label, limits.viewButton),
    close: plain('Cancel', limits.viewButton),
    blocks: [
      rich(section(text(about))),
      {
        type: 'input',
        block_id: block,
        optional: true,
        label: plain('Why?', limits.inputLabel),
        hint: plain(
          'Everybody who follows the rollout reads it, and it stands in the report.',
          limits.inputLabel,
        ),
        element: { type: 'plain_text_input', action_id: 'typed', multiline: true, max_length: 1000 },
      },
    ],
  };
}

/** @returns the reason on one line, or null when none was given */
export function readReasonForm(values: unknown): string | null {
  const read = FormValues.safeParse(values);
  return read.success ? (fieldOf(read.data, block)?.replace(/\s+/g, ' ') ?? null) : null;
}
