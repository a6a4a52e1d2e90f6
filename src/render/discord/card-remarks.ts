import type { CardRemark } from '../../core/card/card.ts';
import { counted } from '../../core/prose.ts';
import { escapeDiscord, prose } from './escape.ts';
import { within } from './fit.ts';
import { tones } from './message.ts';

/** What every reader should know besides how the rollout does, from the whole to the shortest. */
export function remarkForms(remarks: readonly CardRemark[] = []): readonly string[] {
  return [
    remarks.map((remark) => line(remark, 1500)).join('\n'),
    remarks.map((remark) => line(remark, 160)).join('\n'),
    briefRemarks({ remarks }),
  ];
}

/** The first two shortly, and how many more there are; empty when there is none. */
export function briefRemarks({
  remarks = [],
}: {
  readonly remarks?: readonly CardRemark[] | undefined;
}): string {
  const first = remarks.slice(0, 2).map((remark) => line(remark, 160));
  const more = remarks.length - first.length;
  return [...first, ...(more > 0 ? [`-# and ${counted(more, 'more remark')}`] : [])].join('\n');
}

function line({ label, sentence, tone }: CardRemark, most: number): string {
  return `${tones[tone].mark} **${within(label, 40, escapeDiscord)}:** ${within(sentence, most, prose)}`;
}
