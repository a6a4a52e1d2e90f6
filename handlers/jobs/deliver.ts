import type { PlaceName } from '../../src/core/ids.ts';
import type { Place } from '../../src/ports/place.ts';
import type { Queue } from '../../src/ports/queue.ts';
import { type AttemptParts, attempt } from './attempt.ts';
import type { Lanes } from './lanes.ts';

export interface DeliverParts extends AttemptParts {
  readonly placeOf: (name: PlaceName) => Place | null;
  readonly lanes: Pick<Lanes, 'add'>;
  readonly queue: Pick<Queue, 'add'>;
}

/** Says one thing to one place; what fails is tried again later, with growing pauses, for as long as it takes. */
export async function deliver(parts: DeliverParts, id: number): Promise<void> {
  const { outbox } = parts;
  // A lane may be saying an earlier state of this very card: only who says it may note that it was read.
  const item = await outbox.peek(id);
  if (item === null) return;
  // It may take a minute, which nothing that is to be said waits for.
  if (item.kind === 'draft' || item.kind === 'procedure')
    return parts.queue.add({ kind: 'draft', outbox: id }, parts.clock());
  const place = parts.placeOf(item.place);
  // A place that belay.yml no longer names hears nothing any more.
  if (place === null) return outbox.delivered(id, parts.clock());
  if (place.remote) return parts.lanes.add({ place, rollout: item.rollout });
  const row = await outbox.row(id);
  if (row !== null) await attempt(parts, place, row);
}
