import { randomUUID } from 'node:crypto';
import { commands } from '../../commands/registry.ts';
import { createHear, type WorkDelivery } from '../../handlers/hear/hear.ts';
import type { PlaceListener } from '../../handlers/http/routes/places.ts';
import type { PlaceName } from '../core/ids.ts';
import type { Opened } from './open-role.ts';

/** Where people speak to Belay through somebody else's servers. */
export interface Chats extends AsyncDisposable {
  /** For the places that deliver by HTTP. */
  readonly listeners: readonly PlaceListener[];
  /** Works what was left by bots that died, until the signal. */
  workLeftUntil(signal: AbortSignal): Promise<void>;
}

export async function openChats({ store, clock, log, wired }: Opened): Promise<Chats> {
  const workers = new Map<PlaceName, WorkDelivery>();
  const hear = createHear({
    inbox: store.inbox,
    speak: wired.speak,
    specs: commands.map(({ spec }) => spec),
    workerOf: (place) => workers.get(place) ?? null,
    newHolder: randomUUID,
    clock,
    log,
  });
  return {
    listeners: [],
    workLeftUntil: hear.workLeftUntil,
    [Symbol.asyncDispose]: () => hear.idle(),
  };
}
