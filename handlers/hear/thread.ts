import { parseCommand } from '../../src/core/command/parse.ts';
import type { CommandSpec } from '../../src/core/command/spec.ts';
import { type PlaceName, RolloutId } from '../../src/core/ids.ts';
import { type Refusal, refuse } from '../../src/core/refusal.ts';
import type { Log } from '../../src/ports/log.ts';
import type { Posts } from '../../src/ports/posts.ts';
import { atMost, patience } from './at-most.ts';

/** Whose thread something was said in. */
export type ThreadOf =
  | { readonly kind: 'rollout'; readonly rollout: RolloutId }
  /** Nobody's, or it was said in no thread. */
  | { readonly kind: 'none' }
  /** The store did not say in time. */
  | { readonly kind: 'unknown' };

/**
 * Looks for the card at the head of a thread; a store that is silent is not waited for.
 * @param places those that may have posted it: an app hears threads of all its channels at one address
 * @param refs what the message may be known as, the likeliest first
 */
export async function threadOf(
  { posts, log }: { readonly posts: Pick<Posts, 'find'>; readonly log: Log },
  places: readonly PlaceName[],
  refs: readonly string[],
): Promise<ThreadOf> {
  const asked = refs.flatMap((ref) => places.map((place) => posts.find(place, ref)));
  const found = Promise.all(asked).catch((error: unknown) => {
    log.warn({ err: error }, 'a thread could not be looked up; its command must name its rollout');
    return null;
  });
  const known = await atMost(patience, found);
  if (known === null) return { kind: 'unknown' };
  const post = known.find((one) => one !== null);
  return post == null ? { kind: 'none' } : { kind: 'rollout', rollout: post.rollout };
}

/** Stands for the rollout that nobody named. */
const unnamed = RolloutId.parse('r-0000000000');

/** Whether a line leaves it to its thread which rollout it is about. */
export function leavesTarget(text: string, specs: readonly CommandSpec[]): boolean {
  const parsed = parseCommand(text, specs, undefined, { target: unnamed });
  return parsed.kind === 'command' && parsed.args['target'] === unnamed && !text.includes(unnamed);
}

/** @param example how to say it instead, as it is typed there */
export function refuseUnknownThread(example: string): Refusal {
  return refuse(
    'thread-unknown',
    `Belay could not look up in time which rollout this thread belongs to, so nothing was done. Name the rollout, as its card does: \`${example}\``,
  );
}
