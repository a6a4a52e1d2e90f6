import type { PlaceName } from '../../src/core/ids.ts';
import type { Place } from '../../src/ports/place.ts';
import { type AttemptParts, attempt } from './attempt.ts';
import type { Lanes } from './lanes.ts';

export interface DeliverParts extends AttemptParts {
  readonly placeOf: (name: PlaceName) => Place | null;
  readonly lanes: Pick<Lanes, 'add'>;
}

/** Says one thing to one place; what fails is tried again later, with growing pauses, for as long as it takes. */
export async function deliver(parts: DeliverParts, id: number): Promise<void> {
  const row = await parts.outbox.row(id);
  if (row === null) return;
  const place = parts.placeOf(row.item.place);
  // A place that belay.yml no longer names hears nothing any more.
  if (place === null) return parts.outbox.delivered(id, parts.clock());
  if (place.remote) parts.lanes.add({ place, rollout: row.item.rollout });
  else await attempt(parts, place, row);
}
