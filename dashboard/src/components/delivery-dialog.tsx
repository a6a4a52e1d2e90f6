import { useEffect, useRef, useState } from 'preact/hooks';
import type { DeliveryReport } from '../../../src/core/delivery/figure.ts';
import type { Answer, Api } from '../api.ts';
import { DeliveryFigures } from './delivery-figures.tsx';
import { WeekChart } from './week-chart.tsx';

const spans = [30, 90, 365];

/** How releases went, over the page; the browser keeps the focus inside and closes it on Escape. */
export function DeliveryDialog({ api, onClose }: { api: Api; onClose: () => void }) {
  const dialog = useRef<HTMLDialogElement>(null);
  const [days, setDays] = useState(30);
  const [answer, setAnswer] = useState<Answer<DeliveryReport> | null>(null);
  useEffect(() => dialog.current?.showModal(), []);
  useEffect(() => {
    let wanted = true;
    void api.stats(days).then((found) => {
      if (wanted) setAnswer(found);
    });
    return () => {
      wanted = false;
    };
  }, [api, days]);
  return (
    <dialog ref={dialog} class="dialog dialog-delivery" aria-labelledby="delivery-title" onClose={onClose}>
      <form method="dialog" class="dialog-bar">
        {spans.map((span) => (
          <button
            key={span}
            class="button plain"
            type="button"
            aria-pressed={span === days}
            onClick={() => setDays(span)}
          >
            {span} days
          </button>
        ))}
        <button class="button plain" type="submit">
          Close
        </button>
      </form>
      <h2 id="delivery-title">Delivery{whereOf(answer)}</h2>
      {answer === null ? (
        <p class="faint" aria-busy="true">
          Reading the log
        </p>
      ) : answer.kind === 'ok' ? (
        <>
          <DeliveryFigures figures={answer.value.figures} />
          <WeekChart weeks={answer.value.weeks} />
          <p class="faint">
            Of what ended in the last {days} days, from the event log alone. Weeks begin on Monday, UTC. A
            share of few cases says little.
          </p>
        </>
      ) : (
        <p role="alert">{answer.sentence}</p>
      )}
    </dialog>
  );
}

function whereOf(answer: Answer<DeliveryReport> | null): string {
  if (answer?.kind !== 'ok' || answer.value.environments.length === 0) return '';
  return ` in ${answer.value.environments.join(', ')}`;
}
