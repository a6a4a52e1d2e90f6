import type { PlaceName } from '../../core/ids.ts';
import type { Log } from '../../ports/log.ts';
import type { Place } from '../../ports/place.ts';

/** Says in the log what others read in a chat: one line per change that is worth one. */
export function createLogPlace(name: PlaceName, log: Log): Place {
  return {
    name,
    remote: false,
    async card() {
      // The log has no message that could be edited; its lines tell the story.
    },
    async line(_key, rollout, text) {
      log.info({ place: name, rollout }, text);
    },
    async document(_key, rollout, { tree }) {
      log.info({ place: name, rollout, title: tree.title }, tree.summary);
    },
  };
}
