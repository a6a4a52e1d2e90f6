import type { Speaker } from '../src/core/access/access.ts';
import type { Person } from '../src/core/rollout/wish.ts';

/** The speaker as the log records them, with the roles that they have at this moment. */
export function actorOf({ person, roles, lent }: Speaker, place: string): Person {
  const recorded: Person = { kind: 'person', person, roles: [...roles], place };
  return lent === undefined ? recorded : { ...recorded, lent };
}
