import { type Refusal, refuse } from '../../src/core/refusal.ts';
import type { Instant, Millis } from '../../src/core/time.ts';
import type { HeardOf } from './heard.ts';
import type { Pull } from './pull.ts';

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

/** GitHub's clock is not Belay's, so what comes soon was said when it came; only what was held up goes by its own time. */
export function saidAtOf({ at }: Pick<HeardOf<'comment'>, 'at'>, kept: { readonly at: Instant }): Instant {
  return kept.at - at > soon ? at : kept.at;
}
