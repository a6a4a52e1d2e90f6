import type { Instant } from '../../../src/core/time.ts';
import { ago } from '../format.ts';
import type { Link } from '../store/state.ts';

/** Says that what stands below is old, and how old. */
export function StaleBanner({ link, now }: { link: Link; now: Instant }) {
  if (link.kind !== 'lost') return null;
  return (
    <div class="stale">
      <strong role="alert">Connection lost.</strong> Reconnecting… last update {ago(link.at, now)}. A rollout
      goes on without this page.
    </div>
  );
}
