import { quoted, unstopped } from '../../prose.ts';
import type { Actor, Recorded } from '../../rollout/events.ts';
import { formatDuration, type Instant } from '../../time.ts';

/** One pause as a sentence: who, why, how long. A rollback or the end of the rollout ends a pause as well. */
export function causeOfPause(
  who: string,
  at: Instant,
  reason: string,
  actor: Actor,
  later: readonly Recorded[],
): string {
  const end = later.find(({ event }) => ends.has(event.kind));
  const lasted =
    end === undefined
      ? 'it was not resumed in the events recorded so far'
      : `it lasted ${formatDuration(end.at - at)}${end.event.kind === 'resumed' ? '' : ', until the rollback'}`;
  const why = actor.kind === 'belay' ? unstopped(reason) : quoted(reason);
  return `${who} paused the rollout: ${why}; ${lasted}.`;
}

const ends: ReadonlySet<string> = new Set(['resumed', 'rollback-ordered']);
