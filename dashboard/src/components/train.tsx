import type { CardTrain } from '../../../src/core/card/card.ts';
import { percent } from '../../../src/core/prose.ts';
import { ToneMark } from './tone-mark.tsx';

/** The services that are released together, in their order; the one on this card stands out. */
export function Train({ train, rollout }: { train: CardTrain; rollout: string }) {
  return (
    <section class="train" aria-label={`Train ${train.name}`}>
      <p class="train-head">
        <b>{train.name}</b> <span class="version">{train.id}</span> <span>{train.rules}</span>
      </p>
      <ol class="train-members">
        {train.members.map((member) => (
          <li
            key={member.rollout}
            class={`tone-${member.tone}`}
            aria-current={member.rollout === rollout ? 'true' : undefined}
          >
            <ToneMark tone={member.tone} />
            <span>
              <b>
                {member.service} {member.version}
              </b>{' '}
              {member.phase}
              {member.weight > 0 ? ` at ${percent(member.weight)}` : ''}
              {member.waits === null ? '' : `, waits for ${member.waits}`}
            </span>
            <span class="version">{member.rollout}</span>
          </li>
        ))}
      </ol>
    </section>
  );
}
