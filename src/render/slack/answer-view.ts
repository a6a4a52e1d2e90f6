import type { KnownBlock, ModalView } from '@slack/types';
import { plain } from './escape.ts';
import { limits } from './limits.ts';
import { rich, section, text } from './rich-text.ts';

/** A form in which the answer to what was sent stands now. */
export function answerView(blocks: readonly KnownBlock[]): ModalView {
  return {
    type: 'modal',
    title: plain('Belay', limits.viewTitle),
    close: plain('Close', limits.viewButton),
    blocks: [...blocks],
  };
}

/** Shown in place of a form until its answer is known. */
export function waitingView(): ModalView {
  return answerView([rich(section(text('Belay is at it; the answer appears here.')))]);
}
