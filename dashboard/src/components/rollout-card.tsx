import type { ComponentChildren } from 'preact';
import type { Card } from '../../../src/core/card/card.ts';
import { versionWords } from '../../../src/core/card/version-words.ts';
import type { Instant } from '../../../src/core/time.ts';
import { ago, lasting, sentenceCase, until } from '../format.ts';
import type { SendCommand } from '../store/use-console.ts';
import { ActionBar } from './action-bar.tsx';
import { ApprovalBox } from './approval-box.tsx';
import { ChecksTable } from './checks-table.tsx';
import { DecidedGates } from './decided-gates.tsx';
import { Moment } from './moment.tsx';
import { Remarks } from './remarks.tsx';
import { StageTrack } from './stage-track.tsx';
import { ToneMark } from './tone-mark.tsx';
import { TrafficSplit } from './traffic-split.tsx';
import { Train } from './train.tsx';
import { UndoByHand } from './undo-by-hand.tsx';

interface Props {
  readonly card: Card;
  readonly verbs: readonly string[];
  readonly now: Instant;
  readonly onSend: SendCommand;
  /** The highest weight the rollout came to; null while it is not known. */
  readonly furthest: number | null;
  /** What stands between the traffic and the checks: the charts, in sight without scrolling. */
  readonly children: ComponentChildren;
}

export function RolloutCard({ card, verbs, now, onSend, furthest, children }: Props) {
  return (
    <article class={`card tone-${card.tone}`} aria-labelledby="card-title">
      <header class="card-head">
        <h1 id="card-title">{card.title}</h1>
        <span class="badge">
          <ToneMark tone={card.tone} />
          {sentenceCase(card.phase)}
        </span>
        <p class="card-meta">
          <span class="version">{card.rollout}</span>
          <span>stable {versionWords(card.stable)}</span>
          {card.source === null ? null : <span>{sourceOf(card.source)}</span>}
          <span>
            by {card.requestedBy}, <Moment at={card.requestedAt} text={ago(card.requestedAt, now)} />
          </span>
        </p>
        {card.reason === null ? null : <p class="card-reason">“{card.reason}”</p>}
      </header>
      <Situation card={card} now={now} />
      {card.train === undefined ? null : <Train train={card.train} rollout={card.rollout} />}
      <Remarks remarks={card.remarks} />
      <StageTrack stages={card.stages} over={card.over} furthest={furthest} now={now} />
      {card.approval === null ? null : <ApprovalBox approval={card.approval} now={now} />}
      <DecidedGates decisions={card.decisions} now={now} />
      <ActionBar actions={card.actions.filter((action) => verbs.includes(action.verb))} onSend={onSend} />
      <TrafficSplit card={card} />
      {children}
      <ChecksTable checks={card.checks} />
      <UndoByHand commands={card.undoByHand} />
    </article>
  );
}

/** `acme/shop, pull request 12, d6fde92930d4` */
function sourceOf({ repository, pull, commit }: NonNullable<Card['source']>): string {
  const asked = pull === null ? '' : `, pull request ${pull}`;
  return `${repository}${asked}, ${versionWords(commit)}`;
}

function Situation({ card, now }: { card: Card; now: Instant }) {
  return (
    <div class="situation">
      <p class="situation-now">
        <span>{card.now.sentence}</span>{' '}
        {card.over ? (
          <Moment at={card.now.since} text={ago(card.now.since, now)} />
        ) : (
          <Moment at={card.now.since} text={lasting(card.now.since, now)} />
        )}
      </p>
      {card.next.sentence === '' ? null : (
        <p class="situation-next">
          <span class="word">Next</span> <span>{card.next.sentence}</span>{' '}
          {card.next.at === null ? null : <Moment at={card.next.at} text={until(card.next.at, now)} />}
        </p>
      )}
    </div>
  );
}
