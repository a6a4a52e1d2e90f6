import type { PersonId } from '../ids.ts';
import type { Actor } from '../rollout/events.ts';

/** Events record ids; people read names. */
export type PersonName = (id: PersonId) => string;

export function idAsName(id: PersonId): string {
  return id;
}

export function actorName(actor: Actor, personName: PersonName): string {
  switch (actor.kind) {
    case 'person':
      return personName(actor.person);
    case 'belay':
      return 'Belay';
  }
}
