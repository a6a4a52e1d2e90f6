import { setTimeout as sleep } from 'node:timers/promises';
import type { Config, Person } from '../config/config.ts';
import type { Speaker } from '../core/access/access.ts';
import { accountOfSource, type RoleSource, sourceWords } from '../core/access/role-source.ts';
import type { Delegation } from '../core/delegations/events.ts';
import { Failure } from '../core/failure.ts';
import type { PersonId, RoleName } from '../core/ids.ts';
import type { Instant, Millis } from '../core/time.ts';
import type { Log } from '../ports/log.ts';
import type { Memberships } from '../ports/memberships.ts';
import type { Delegations } from '../ports/store.ts';
import { createRecentMembers, type Freshness } from './recent-members.ts';

/** A person with every wanted role that they were found to hold. */
export interface Resolved {
  readonly speaker: Speaker;
  /** Why it could not be found out whether they hold the rest, one sentence each. */
  readonly unknown: readonly string[];
}

/** Somebody who holds a role, and by what. */
export interface Holder {
  readonly person: Person;
  readonly by:
    | { readonly kind: 'declared' }
    | { readonly kind: 'source'; readonly source: RoleSource; readonly until: Instant | null }
    | { readonly kind: 'loan'; readonly delegation: Delegation };
}

export interface Holders {
  readonly holders: readonly Holder[];
  readonly unknown: readonly string[];
}

export interface HeldRoles {
  /** Which of the wanted roles somebody holds besides those they have already. Never throws. */
  resolve(speaker: Speaker, wanted: readonly RoleName[], freshness: Freshness): Promise<Resolved>;
  /** Everybody declared who holds a role, on loan too. Never throws. */
  holders(role: RoleName, freshness: Freshness): Promise<Holders>;
  /** Who is known to hold a role without asking anybody: by declaration, and by what was told lately. */
  known(role: RoleName): readonly Person[];
}

export interface HeldRolesParts {
  readonly config: Pick<Config, 'people' | 'roles'>;
  readonly memberships: Memberships;
  readonly delegations: Pick<Delegations, 'standing'>;
  readonly clock: () => Instant;
  readonly log: Log;
}

/** A store that does not answer must not keep a decision waiting longer than a platform may. */
const patience: Millis = 2000;

export function createHeldRoles(parts: HeldRolesParts): HeldRoles {
  const { config, clock } = parts;
  const { people } = config;
  const recent = createRecentMembers(parts.memberships, clock);
  const sourcesOf = (role: RoleName) => config.roles.find(({ name }) => name === role)?.sources ?? [];

  /** A group counts for nobody whose account there belay.yml does not have. */
  function noAccount(person: Person, role: RoleName): readonly string[] {
    return sourcesOf(role)
      .filter(({ kind }) => person.accounts[accountOfSource[kind]] === undefined)
      .map((source) => {
        const place = accountOfSource[source.kind];
        return `${role} is held through ${sourceWords(source)}, and belay.yml does not have your account there (people.${person.id}.accounts.${place}).`;
      });
  }

  async function find(role: RoleName, candidates: readonly Person[], freshness: Freshness): Promise<Holders> {
    const asked = await Promise.all(
      sourcesOf(role).map(async (source): Promise<Holders> => {
        try {
          return { holders: await holdersIn(source, candidates, freshness), unknown: [] };
        } catch (error) {
          return { holders: [], unknown: [reasonOf(error)] };
        }
      }),
    );
    const declared = candidates
      .filter(({ roles }) => roles.includes(role))
      .map((person): Holder => ({ person, by: { kind: 'declared' } }));
    return {
      holders: firstOfEach([...declared, ...asked.flatMap(({ holders }) => holders)]),
      unknown: asked.flatMap(({ unknown }) => unknown),
    };
  }

  async function holdersIn(
    source: RoleSource,
    candidates: readonly Person[],
    freshness: Freshness,
  ): Promise<readonly Holder[]> {
    // Most platforms tell of everybody at once, so that it is also known whom to name to others.
    const asked = source.kind === 'discord-role' ? candidates : people;
    const accounts = asked.flatMap((person) => person.accounts[accountOfSource[source.kind]] ?? []);
    const members = await recent.among(source, accounts, freshness);
    return members.flatMap(({ account, until }) => {
      const person = candidates.find((one) => one.accounts[accountOfSource[source.kind]] === account);
      return person === undefined ? [] : [{ person, by: { kind: 'source', source, until } } as const];
    });
  }

  /** A loan is worth what its lender holds, now and in their own right: nothing is lent on. */
  async function lentTo(
    borrower: PersonId | null,
    wanted: readonly RoleName[],
    freshness: Freshness,
  ): Promise<Holders> {
    const standing = await standingLoans(parts);
    if (typeof standing === 'string') return { holders: [], unknown: [standing] };
    const loans = standing.filter(
      (loan) => wanted.includes(loan.role) && (borrower === null || loan.borrower === borrower),
    );
    const found = await Promise.all(
      loans.map(async (delegation): Promise<Holders> => {
        const person = people.find(({ id }) => id === delegation.borrower);
        const lender = people.find(({ id }) => id === delegation.lender);
        if (person === undefined || lender === undefined) return { holders: [], unknown: [] };
        const { holders, unknown } = lender.roles.includes(delegation.role)
          ? { holders: [lender], unknown: [] }
          : await find(delegation.role, [lender], freshness);
        return {
          holders: holders.length === 0 ? [] : [{ person, by: { kind: 'loan', delegation } }],
          unknown,
        };
      }),
    );
    return {
      holders: found.flatMap(({ holders }) => holders),
      unknown: found.flatMap(({ unknown }) => unknown),
    };
  }

  return {
    async resolve(speaker, wanted, freshness) {
      const missing = [...new Set(wanted)].filter((role) => !speaker.roles.includes(role));
      const person = people.find(({ id }) => id === speaker.person);
      if (person === undefined || missing.length === 0) return { speaker, unknown: [] };
      const [own, loans] = await Promise.all([
        Promise.all(missing.map(async (role) => ({ role, ...(await find(role, [person], freshness)) }))),
        lentTo(person.id, missing, freshness),
      ]);
      const held = own.flatMap(({ role, holders }) => (holders.length === 0 ? [] : [role]));
      const lent = loans.holders.flatMap(({ by }) =>
        by.kind === 'loan' && !held.includes(by.delegation.role) ? [by.delegation] : [],
      );
      const unknown = own.flatMap(({ role, unknown }) =>
        unknown.map((why) => `Whether you have ${role} could not be found out: ${why}`),
      );
      const nameless = missing
        .filter((role) => !held.includes(role))
        .flatMap((role) => noAccount(person, role));
      const all = [
        ...unknown,
        ...nameless,
        ...loans.unknown.map((why) => `What is lent to you could not be found out: ${why}`),
      ];
      return { speaker: withRoles(speaker, held, lent), unknown: [...new Set(all)] };
    },
    async holders(role, freshness) {
      const [own, loans] = await Promise.all([
        find(role, people, freshness),
        lentTo(null, [role], freshness),
      ]);
      return {
        holders: firstOfEach([...own.holders, ...loans.holders]),
        unknown: [...new Set([...own.unknown, ...loans.unknown])],
      };
    },
    known: (role) =>
      people.filter(
        (person) =>
          person.roles.includes(role) ||
          sourcesOf(role).some((source) => {
            const account = person.accounts[accountOfSource[source.kind]];
            return account !== undefined && recent.isKnown(source, account);
          }),
      ),
  };
}

function withRoles(speaker: Speaker, held: readonly RoleName[], loans: readonly Delegation[]): Speaker {
  if (held.length === 0 && loans.length === 0) return speaker;
  const borrowed = loans.map(({ role, lender }) => [role, lender] as const);
  const roles = [...new Set([...speaker.roles, ...held, ...loans.map(({ role }) => role)])];
  if (borrowed.length === 0) return { ...speaker, roles };
  return { ...speaker, roles, lent: { ...speaker.lent, ...Object.fromEntries(borrowed) } };
}

/** @returns a sentence when the store does not tell */
async function standingLoans({
  config,
  delegations,
  clock,
  log,
}: HeldRolesParts): Promise<readonly Delegation[] | string> {
  const stop = new AbortController();
  try {
    const asked = delegations.standing(
      config.people.map(({ id }) => id),
      clock(),
    );
    const late = sleep(patience, null, { signal: stop.signal, ref: false });
    const found = await Promise.race([asked, late.catch(() => null)]);
    return found ?? 'the store does not answer.';
  } catch (error) {
    log.warn({ err: error }, 'roles on loan cannot be read');
    return 'the store does not answer.';
  } finally {
    stop.abort();
  }
}

function firstOfEach(holders: readonly Holder[]): readonly Holder[] {
  return holders.filter(
    ({ person }, index) => holders.findIndex((one) => one.person.id === person.id) === index,
  );
}

function reasonOf(error: unknown): string {
  return error instanceof Failure ? error.message : 'something went wrong inside Belay; its log says what.';
}
