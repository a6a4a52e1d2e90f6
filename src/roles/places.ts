import { createConsole } from '../adapters/place/console.ts';
import { createLogPlace } from '../adapters/place/log.ts';
import type { Config, Place as PlaceConfig } from '../config/config.ts';
import type { PlaceName } from '../core/ids.ts';
import type { Instant } from '../core/time.ts';
import type { Log } from '../ports/log.ts';
import type { Place } from '../ports/place.ts';
import type { Store } from '../ports/store.ts';

export interface PlaceParts {
  readonly config: Pick<Config, 'places'>;
  readonly store: Pick<Store, 'messages'>;
  readonly clock: () => Instant;
  readonly log: Log;
}

/** Where Belay speaks, by the names of belay.yml. */
export function openPlaces(parts: PlaceParts): ReadonlyMap<PlaceName, Place> {
  return new Map(
    parts.config.places.flatMap((place) => {
      const opened = openPlace(parts, place);
      return opened === null ? [] : [[place.name, opened] as const];
    }),
  );
}

function openPlace({ store, clock, log }: PlaceParts, { kind, name }: PlaceConfig): Place | null {
  switch (kind) {
    case 'console':
      return createConsole(name, store.messages, clock);
    case 'log':
      return createLogPlace(name, log);
    default:
      return null;
  }
}
