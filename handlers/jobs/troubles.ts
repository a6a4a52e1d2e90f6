import { Failure } from '../../src/core/failure.ts';
import type { PlaceName } from '../../src/core/ids.ts';
import type { Instant, Millis } from '../../src/core/time.ts';
import type { Log } from '../../src/ports/log.ts';
import type { OutboxRow } from '../../src/ports/store.ts';

/** What keeps places from taking messages, told once and not with every message and try. */
export interface Troubles {
  tell(place: PlaceName, row: Pick<OutboxRow, 'id' | 'item'>, error: unknown): void;
  /** The place took what it would not take before: what comes now is new. */
  well(place: PlaceName): void;
}

/** What lasts is told again after so long. */
const silence: Millis = 10 * 60_000;

export function createTroubles(log: Log, clock: () => Instant): Troubles {
  /** By place and kind: until when it is known. */
  const known = new Map<PlaceName, Map<string, Instant>>();

  return {
    tell(place, { id, item }, error) {
      const now = clock();
      const kinds = new Map([...(known.get(place) ?? [])].filter(([, until]) => until > now));
      known.set(place, kinds);
      const kind = kindOf(error);
      if (kinds.has(kind)) return;
      kinds.set(kind, now + silence);
      log.warn(
        { place, outbox: id, rollout: item.rollout, ...saidOf(error) },
        'a place took no message; it is tried again, and the same is not told again for ten minutes',
      );
    },
    well(place) {
      known.delete(place);
    },
  };
}

function kindOf(error: unknown): string {
  const code = error instanceof Failure ? error.code : '';
  return `${code} ${error instanceof Error ? error.message : ''}`;
}

/** What a platform answers is explained by its sentence; everything else by where it comes from. */
function saidOf(error: unknown): object {
  return error instanceof Failure && error.code.startsWith('place-')
    ? { code: error.code, sentence: error.message }
    : { err: error };
}
