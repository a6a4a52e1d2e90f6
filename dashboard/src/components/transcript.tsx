import { useEffect, useRef } from 'preact/hooks';
import type { Instant } from '../../../src/core/time.ts';
import { clockMinutes } from '../format.ts';
import type { OpenDocument } from '../open-document.ts';
import type { Exchange } from '../store/state.ts';
import { Answer } from './answer.tsx';
import { Moment } from './moment.tsx';

interface Props {
  readonly transcript: readonly Exchange[];
  readonly now: Instant;
  readonly onChoose: (rollout: string) => void;
  readonly onOpen: (opened: OpenDocument) => void;
}

export function Transcript({ transcript, now, onChoose, onOpen }: Props) {
  const list = useRef<HTMLDivElement>(null);
  const last = transcript.at(-1);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new line or a new answer is what moves the view
  useEffect(() => showLast(list.current), [last?.key, last?.answer.kind]);
  return (
    <div class="transcript" ref={list} role="log" aria-label="Conversation">
      {transcript.length === 0 ? <Greeting /> : null}
      {transcript.map((exchange) => (
        <div class="exchange" key={exchange.key}>
          <p class="said">
            <code>{exchange.text}</code>
            <Moment at={exchange.at} text={clockMinutes(exchange.at)} />
          </p>
          <Answer answer={exchange.answer} now={now} onChoose={onChoose} onOpen={onOpen} />
        </div>
      ))}
    </div>
  );
}

function Greeting() {
  return (
    <div class="greeting">
      <p>The same commands work here, in chat and in the terminal.</p>
      <ul>
        <li>
          <code>deploy shop v2</code> starts a rollout
        </li>
        <li>
          <code>status</code> shows what is live
        </li>
        <li>
          <code>rollback shop "reason"</code> takes traffic back
        </li>
        <li>
          <code>help</code> lists the rest
        </li>
      </ul>
    </div>
  );
}

/** To the end, but a long answer is shown from its beginning. */
function showLast(list: HTMLElement | null): void {
  const last = list?.lastElementChild;
  if (!(list instanceof HTMLElement) || !(last instanceof HTMLElement)) return;
  const tall = last.offsetHeight > list.clientHeight;
  list.scrollTop = tall ? last.offsetTop - list.offsetTop : list.scrollHeight;
}
