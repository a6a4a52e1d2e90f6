import { actorName, type PersonName } from '../card/names.ts';
import type { PersonId } from '../ids.ts';
import type { Actor } from '../rollout/events.ts';

/** `Ana Lima on slack, as lead (lent by Bo Chen)`: who it was, from where, and what they held then. */
export function whoWords(actor: Actor, personName: PersonName): string {
  if (actor.kind === 'belay') return 'Belay';
  const lent: Readonly<Record<string, PersonId>> = actor.lent ?? {};
  const roles = actor.roles.map((role) => {
    const owner = lent[role];
    return owner === undefined ? role : `${role} (lent by ${personName(owner)})`;
  });
  const as = roles.length === 0 ? '' : `, as ${roles.join(', ')}`;
  return `${actorName(actor, personName)} on ${actor.place}${as}`;
}
