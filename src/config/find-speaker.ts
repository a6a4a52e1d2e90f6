import type { Speaker } from '../core/access/access.ts';
import type { PersonId } from '../core/ids.ts';
import type { AccountPlace, Config, Person } from './config.ts';

/** A person who was taken out of belay.yml is a stranger, whatever token they hold. */
export function speakerOf({ people }: Pick<Config, 'people'>, person: PersonId | null): Speaker | null {
  return asSpeaker(people.find(({ id }) => id === person));
}

/**
 * Who that is.
 * @param account the place's immutable id: Slack `TEAM/USER`, Discord and GitHub the user id
 * @returns null for a stranger
 */
export function speakerByAccount(
  { people }: Pick<Config, 'people'>,
  place: AccountPlace,
  account: string,
): Speaker | null {
  return asSpeaker(people.find(({ accounts }) => accounts[place] === account));
}

function asSpeaker(person: Person | undefined): Speaker | null {
  return person === undefined ? null : { person: person.id, name: person.name, roles: person.roles };
}
