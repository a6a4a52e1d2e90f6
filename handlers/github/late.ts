import { type Refusal, refuse } from '../../src/core/refusal.ts';
import { formatDuration, type Instant, type Millis } from '../../src/core/time.ts';
import type { HeardOf } from './heard.ts';
import type { Pull } from './pull.ts';

/** Nobody expects a command to be carried out that long after. */
const longestDelay: Millis = 15 * 60_000;
const soon: Millis = 60_000;
/** The comment itself touches the pull request, within the second or the next. */
const byItself: Millis = 5000;

/**
 * A comment names no commit: whoever wrote it meant what they saw. Heard late, after something else has happened to the
 * pull request, that may be another one.
 */
export function refuseLate(
  { at, text }: Pick<HeardOf<'comment'>, 'at' | 'text'>,
  { commit, updatedAt }: Pick<Pull, 'commit' | 'updatedAt'>,
  now: Instant,
): Refusal | null {
  if (now - at <= soon || updatedAt - at <= byItself || text.includes(commit)) return null;
  return refuse(
    'heard-late',
    `Belay hears this only now, and the pull request has changed since you wrote it, so what you saw may not be what it holds. Nothing was done. Say it again for ${commit.slice(0, 12)}.`,
  );
}

/** What was asked for long ago may concern another rollout by now, and whoever asked has gone on. */
export function refuseOld({ at }: Pick<HeardOf<'comment'>, 'at'>, now: Instant): Refusal | null {
  const delay = now - at;
  if (delay <= longestDelay) return null;
  return refuse(
    'heard-late',
    `Belay hears this only now, ${formatDuration(delay - (delay % 60_000))} after you wrote it. Nothing was done; look with \`status\`, and say it again if you still want it.`,
  );
}
