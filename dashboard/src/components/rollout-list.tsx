import type { Card } from '../../../src/core/card/card.ts';
import { versionWords } from '../../../src/core/card/version-words.ts';
import type { Instant } from '../../../src/core/time.ts';
import { coarse, sentenceCase } from '../format.ts';
import { Moment } from './moment.tsx';
import { ToneMark } from './tone-mark.tsx';

interface Props {
  readonly rollouts: readonly Card[] | null;
  readonly selected: string | null;
  readonly now: Instant;
  readonly onChoose: (rollout: string) => void;
}

export function RolloutList({ rollouts, selected, now, onChoose }: Props) {
  const live = rollouts?.filter((card) => !card.over) ?? [];
  const over = rollouts?.filter((card) => card.over) ?? [];
  const group = (title: string, cards: readonly Card[]) =>
    cards.length === 0 ? null : (
      <section class="list-group">
        <h2>{title}</h2>
        <ul>
          {cards.map((card) => (
            <Row
              key={card.rollout}
              card={card}
              current={card.rollout === selected}
              now={now}
              onChoose={onChoose}
            />
          ))}
        </ul>
      </section>
    );
  return (
    <nav class="list" aria-label="Rollouts">
      {group('Live', live)}
      {group('Recent', over)}
      {rollouts?.length === 0 ? <p class="list-none">No rollouts yet</p> : null}
    </nav>
  );
}

interface RowProps {
  readonly card: Card;
  readonly current: boolean;
  readonly now: Instant;
  readonly onChoose: (rollout: string) => void;
}

function Row({ card, current, now, onChoose }: RowProps) {
  return (
    <li>
      <button
        type="button"
        class="row"
        aria-current={current ? 'true' : undefined}
        onClick={() => onChoose(card.rollout)}
      >
        <ToneMark tone={card.tone} />
        <span class="row-name">
          <b>{card.service}</b> <span class="version">{versionWords(card.version)}</span>
        </span>
        <span class="row-phase">
          {sentenceCase(card.phase)} · {card.environment}
        </span>
        <span class="row-age">
          <Moment at={card.requestedAt} text={coarse(Math.max(0, now - card.requestedAt))} />
        </span>
      </button>
    </li>
  );
}
