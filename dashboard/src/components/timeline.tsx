import { useState } from 'preact/hooks';
import type { Instant } from '../../../src/core/time.ts';
import { stamp } from '../format.ts';
import type { TimelineEntry } from '../wire.ts';
import { Moment } from './moment.tsx';
import { ToneMark } from './tone-mark.tsx';

const shownAtFirst = 25;

export function Timeline({ entries, now }: { entries: readonly TimelineEntry[]; now: Instant }) {
  const [all, setAll] = useState(false);
  const newestFirst = entries.toSorted((a, b) => b.seq - a.seq);
  const shown = all ? newestFirst : newestFirst.slice(0, shownAtFirst);
  return (
    <section class="timeline" aria-labelledby="timeline-title">
      <h2 id="timeline-title">Timeline</h2>
      <ol>
        {shown.map((entry) => (
          <Entry key={entry.seq} entry={entry} now={now} />
        ))}
      </ol>
      {shown.length < entries.length ? (
        <button type="button" class="button plain" onClick={() => setAll(true)}>
          Show all {entries.length}
        </button>
      ) : null}
    </section>
  );
}

function Entry({ entry, now }: { entry: TimelineEntry; now: Instant }) {
  return (
    <li class={`entry tone-${entry.tone}`}>
      <ToneMark tone={entry.tone} />
      <div class="entry-body">
        <p class="entry-sentence">{entry.sentence}</p>
        {entry.detail === null || entry.detail === '' ? null : (
          <details>
            <summary>Details</summary>
            <pre>{entry.detail}</pre>
          </details>
        )}
      </div>
      <p class="entry-meta">
        <Moment at={entry.at} text={stamp(entry.at, now)} />
        <span class="entry-actor">{entry.actor}</span>
      </p>
    </li>
  );
}
