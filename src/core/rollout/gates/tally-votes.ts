import type { PersonId, RoleName } from '../../ids.ts';
import type { Vote } from '../state.ts';
import type { Gate } from './gate-plan.ts';

/** Whose right a vote uses, and by which roles of theirs: the person's own, or that of somebody who lent it. */
export interface Claim {
  readonly voter: PersonId;
  readonly roles: readonly RoleName[];
}

export interface CountedVote extends Claim {
  readonly vote: Vote;
}

export interface Tally {
  readonly counted: readonly CountedVote[];
  /** Distinct persons towards the number of approvals, and how many of them are still missing. */
  readonly given: number;
  readonly missing: number;
  /** Roles that still want a person of their own. */
  readonly missingRoles: readonly RoleName[];
  /** People who must agree by name and have not. */
  readonly missingPeople: readonly PersonId[];
  readonly complete: boolean;
}

/** Rights that a vote could use at a gate; a lent role is the lender's right and nobody else's. Empty: it cannot count. */
export function claimsOf(gate: Gate, vote: Vote): readonly Claim[] {
  const lent = vote.lent ?? {};
  const own = vote.roles.filter((role) => !Object.hasOwn(lent, role));
  const lenders = [...new Set(vote.roles.filter((role) => !own.includes(role)).map((role) => lent[role]))];
  const borrowed = lenders.flatMap((voter) =>
    voter === undefined ? [] : [{ voter, roles: vote.roles.filter((role) => lent[role] === voter) }],
  );
  const named = gate.everybody?.includes(vote.person) === true;
  const anybody = asksAnybody(gate) && (own.length > 0 || vote.roles.length === 0);
  return [
    ...(named || anybody || isWanted(gate, own) ? [{ voter: vote.person, roles: own }] : []),
    ...borrowed.filter(({ roles }) => asksAnybody(gate) || isWanted(gate, roles)),
  ];
}

function asksAnybody({ approvals, roles }: Gate): boolean {
  return approvals > 0 && roles.length === 0;
}

function isWanted({ roles: some, each = [] }: Gate, roles: readonly RoleName[]): boolean {
  return roles.some((role) => some.includes(role) || each.includes(role));
}

/** So many ways to assign borrowed rights are tried; beyond, the best of them counts, which is never too much. */
const mostTries = 5000;

/** What votes amount to, counted so that nobody and no right counts twice. */
export function tally(gate: Gate, votes: readonly Vote[]): Tally {
  const distinct = votes.filter(({ person }, n) => votes.findIndex((one) => one.person === person) === n);
  const choices = distinct.map((vote) => ({ vote, claims: claimsOf(gate, vote) }));
  let best = judge(gate, []);
  let tries = 0;
  const assign = (from: number, counted: readonly CountedVote[]): void => {
    const choice = choices[from];
    if (choice === undefined) {
      const found = judge(gate, counted);
      tries += 1;
      if (isBetter(found, best)) best = found;
      return;
    }
    const { vote, claims } = choice;
    const free = claims.filter(({ voter }) => counted.every((one) => one.voter !== voter));
    for (const claim of free) {
      if (best.complete || tries >= mostTries) return;
      assign(from + 1, [...counted, { ...claim, vote }]);
    }
    // Left out only where somebody else could use the same right better.
    if (free.length === 0 || free.some(({ voter }) => isContested(voter, from, choices)))
      assign(from + 1, counted);
  };
  assign(0, []);
  return best;
}

function isContested(
  voter: PersonId,
  from: number,
  choices: readonly { readonly claims: readonly Claim[] }[],
): boolean {
  return choices.slice(from + 1).some(({ claims }) => claims.some((claim) => claim.voter === voter));
}

function isBetter(one: Tally, other: Tally): boolean {
  const [less, more] = [wanting(one), wanting(other)];
  return less < more || (less === more && one.counted.length > other.counted.length);
}

/** How many people are missing at most. */
export function wanting({ missing, missingRoles, missingPeople }: Tally): number {
  return missing + missingRoles.length + missingPeople.length;
}

function judge(gate: Gate, counted: readonly CountedVote[]): Tally {
  const given = counted.filter(
    ({ roles }) => asksAnybody(gate) || roles.some((role) => gate.roles.includes(role)),
  ).length;
  const missingRoles = unmatched(gate.each ?? [], counted);
  const voters = new Set(counted.map(({ voter }) => voter));
  const missingPeople = (gate.everybody ?? []).filter((person) => !voters.has(person));
  const missing = Math.max(0, gate.approvals - given);
  const complete = missing + missingRoles.length + missingPeople.length === 0;
  return { counted, given, missing, missingRoles, missingPeople, complete };
}

/** Roles for which no person is left when everybody fills one at most: as few as possible, by augmenting paths. */
export function unmatched(roles: readonly RoleName[], people: readonly Claim[]): readonly RoleName[] {
  const filledBy = new Map<PersonId, number>();
  const fill = (place: number, tried: Set<PersonId>): boolean => {
    const role = roles[place];
    return people.some((one) => {
      if (role === undefined || !one.roles.includes(role) || tried.has(one.voter)) return false;
      tried.add(one.voter);
      const before = filledBy.get(one.voter);
      if (before !== undefined && !fill(before, tried)) return false;
      filledBy.set(one.voter, place);
      return true;
    });
  };
  return roles.filter((_, place) => !fill(place, new Set()));
}
