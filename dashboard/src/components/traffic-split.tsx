import type { Card } from '../../../src/core/card/card.ts';
import { versionWords } from '../../../src/core/card/version-words.ts';
import { count, percent } from '../format.ts';

/** What the router is told, and what was seen: the bar is what was seen, the line what is wanted. */
export function TrafficSplit({ card }: { card: Card }) {
  const canary = versionWords(card.version);
  const stable = versionWords(card.stable);
  const { wanted, observed, requests } = card.traffic;
  // What was seen last is of the time before the rollback: it would say that canary is still served.
  if (card.over && wanted === 0) return null;
  return (
    <section class="traffic" aria-label="Traffic">
      <div class="traffic-words">
        <span>
          <b>{observed === null ? '–' : percent(observed)}</b> of traffic seen on {canary}
        </span>
        <span class="faint">
          {percent(wanted)} wanted
          {observed === null ? ' · too few requests to tell' : ` · ${count(requests)} requests`}
        </span>
      </div>
      <div class="traffic-bar" aria-hidden="true">
        <i class="traffic-seen" style={{ '--share': String((observed ?? 0) / 100) }} />
        <i class="traffic-wanted" style={{ '--share': String(wanted / 100) }} />
      </div>
      <p class="unseen">The rest goes to {stable}.</p>
    </section>
  );
}
