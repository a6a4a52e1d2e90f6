import type { PersonId } from '../core/ids.ts';
import { createHeldRoles } from '../ledger/held-roles.ts';
import { createOutsideRoles } from '../ledger/outside-roles.ts';
import { openMemberships } from './memberships.ts';
import type { Places } from './places.ts';
import type { Wiring } from './wiring.ts';

/** Who is who, and who holds which role now: by belay.yml, by groups and schedules that others keep, or on loan. */
export function openPeople(
  { config, store, secretOf, clock, log }: Pick<Wiring, 'config' | 'store' | 'secretOf' | 'clock' | 'log'>,
  places: Pick<Places, 'githubOf'>,
) {
  const memberships = openMemberships({
    config,
    secretOf,
    githubOf: ({ name }) => places.githubOf(name).client,
    clock,
    log,
  });
  const roles = createHeldRoles({ config, memberships, delegations: store.delegations, clock, log });
  return {
    personName: (id: PersonId) => config.people.find((person) => person.id === id)?.name ?? id,
    speakers: config.people.map(({ id, name, roles: held }) => ({ person: id, name, roles: held })),
    roles,
    outside: createOutsideRoles(config, roles),
  };
}

export type People = ReturnType<typeof openPeople>;
