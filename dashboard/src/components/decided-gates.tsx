import type { Card } from '../../../src/core/card/card.ts';
import { decisionWords } from '../../../src/core/card/decision-words.ts';
import type { Instant } from '../../../src/core/time.ts';
import { ago } from '../format.ts';
import { Moment } from './moment.tsx';

/** Requests for approval that are decided: who decided stays to be seen when the buttons are gone. */
export function DecidedGates({ decisions, now }: { decisions: Card['decisions']; now: Instant }) {
  if (decisions.length === 0) return null;
  return (
    <ul class="decided" aria-label="Decided approvals">
      {decisions.map((decision) => (
        <li key={decision.gate} class={`decided-${decision.outcome}`}>
          <b>Gate {decision.gate}</b> after {decision.stage}: {decisionWords(decision)}{' '}
          <Moment at={decision.at} text={ago(decision.at, now)} />
          <Votes votes={decision.votes} now={now} />
        </li>
      ))}
    </ul>
  );
}

/** When each of several people said yes; of one alone the decision tells it. */
function Votes({ votes, now }: { votes: Card['decisions'][number]['votes']; now: Instant }) {
  if (votes.length < 2) return null;
  return (
    <span class="faint">
      {votes.map(({ person, at }) => (
        <span key={person}>
          {' · '}
          {person} <Moment at={at} text={ago(at, now)} />
        </span>
      ))}
    </span>
  );
}
