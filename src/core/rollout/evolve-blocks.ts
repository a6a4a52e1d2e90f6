import type { Instant } from '../time.ts';
import type { EventOf } from './events.ts';
import type { Rollout } from './state.ts';

/** Something keeps it from going forward, or does so no more. */
export function blocked(
  rollout: Rollout,
  event: EventOf<'advance-blocked'> | EventOf<'advance-unblocked'>,
  at: Instant,
): Rollout {
  if (event.kind === 'advance-unblocked') {
    const { [event.by]: _, ...blocks } = rollout.blocks;
    return { ...rollout, blocks };
  }
  const { by, sentence, until } = event;
  const since = rollout.blocks[by]?.since ?? at;
  return { ...rollout, blocks: { ...rollout.blocks, [by]: { by, sentence, until, since } } };
}
