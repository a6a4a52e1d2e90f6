import type { Card } from '../../../src/core/card/card.ts';
import type { Instant } from '../../../src/core/time.ts';
import { lasting, sentenceCase } from '../format.ts';
import type { OpenDocument } from '../open-document.ts';
import type { ExchangeAnswer } from '../store/state.ts';
import { DocumentBody } from './document-body.tsx';
import { ToneMark } from './tone-mark.tsx';

interface Props {
  readonly answer: ExchangeAnswer;
  readonly now: Instant;
  readonly onChoose: (rollout: string) => void;
  readonly onOpen: (opened: OpenDocument) => void;
}

export function Answer({ answer, now, onChoose, onOpen }: Props) {
  switch (answer.kind) {
    case 'pending':
      return <p class="reply pending">…</p>;
    case 'refused':
    case 'failed':
      return (
        <p class="reply no">
          <ToneMark tone={answer.kind === 'refused' ? 'warning' : 'bad'} />
          {answer.sentence}
        </p>
      );
    case 'done': {
      const { rollout } = answer;
      return (
        <p class="reply yes">
          <ToneMark tone="good" />
          <span>
            {answer.sentence}
            {rollout === null ? null : (
              <button type="button" class="jump" onClick={() => onChoose(rollout)}>
                Show
              </button>
            )}
          </span>
        </p>
      );
    }
    case 'cards':
      return (
        <div class="reply">
          <p>{answer.sentence}</p>
          {answer.cards.map((card) => (
            <SmallCard key={card.rollout} card={card} now={now} onChoose={onChoose} />
          ))}
        </div>
      );
    case 'document':
      return (
        <div class="reply reply-document">
          <button
            type="button"
            class="jump"
            onClick={() => onOpen({ tree: answer.tree, kept: answer.kept ?? null })}
          >
            Open large
          </button>
          <DocumentBody tree={answer.tree} />
        </div>
      );
  }
}

interface SmallCardProps {
  readonly card: Card;
  readonly now: Instant;
  readonly onChoose: (rollout: string) => void;
}

function SmallCard({ card, now, onChoose }: SmallCardProps) {
  return (
    <button type="button" class="small-card" onClick={() => onChoose(card.rollout)}>
      <ToneMark tone={card.tone} />
      <b>{card.title}</b>
      <span class="small-card-now">{card.now.sentence}</span>
      <span class="small-card-phase">
        {sentenceCase(card.phase)} {card.over ? '' : lasting(card.now.since, now)}
      </span>
    </button>
  );
}
