import type { CardRemark } from '../../../src/core/card/card.ts';
import { ToneMark } from './tone-mark.tsx';

/** What every reader should know besides how the rollout does: its risk, what keeps it, what is muted, who owns it. */
export function Remarks({ remarks = [] }: { remarks?: readonly CardRemark[] | undefined }) {
  if (remarks.length === 0) return null;
  return (
    <ul class="remarks" aria-label="Remarks">
      {remarks.map(({ label, sentence, tone }) => (
        <li key={`${label} ${sentence}`} class={`remark tone-${tone}`}>
          <ToneMark tone={tone} />
          <span>
            <b>{label}</b> {sentence}
          </span>
        </li>
      ))}
    </ul>
  );
}
