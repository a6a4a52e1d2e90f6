import type { PersonId } from '../ids.ts';
import type { Actor } from '../rollout/events.ts';

/** Events record ids; people read names. */
export type PersonName = (id: PersonId) => string;

export function idAsName(id: PersonId): string {
  return id;
}

/** Who ordered a rollback by hand. */
export function orderedBy({ by }: { readonly by?: Actor }, personName: PersonName): string {
  return by === undefined ? 'a person' : actorName(by, personName);
}

export function actorName(actor: Actor, personName: PersonName): string {
  switch (actor.kind) {
    case 'person':
      return personName(actor.person);
    case 'belay':
      return 'Belay';
  }
}
