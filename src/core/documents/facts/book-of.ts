import { digestOf } from '../../audit/digest.ts';
import type { RolloutId } from '../../ids.ts';
import type { Outcome } from '../outcome.ts';
import type { Comparison, Fact, FactBook } from './fact.ts';
import { soundIdentifiers } from './identifiers.ts';

/**
 * A book from its parts, with its hash. Identifiers that could be read as a quantity are left out.
 * @param rollout null when it is about something else than one rollout
 * @throws {TypeError} for an id that stands twice, or a comparison of a fact that is not there: mistakes of the code
 */
export function bookOf(
  rollout: RolloutId | null,
  facts: readonly Fact[],
  comparisons: readonly Comparison[],
  identifiers: readonly string[],
  outcome: Outcome | null,
): FactBook {
  const known = new Set<string>();
  for (const { id } of [...facts, ...comparisons]) {
    if (known.has(id)) throw new TypeError(`The fact book has ${id} twice.`);
    known.add(id);
  }
  for (const { id, facts: cited } of comparisons) {
    const missing = cited.find((one) => !known.has(one));
    if (missing !== undefined) throw new TypeError(`Comparison ${id} cites ${missing}, which is no fact.`);
  }
  const body = {
    rollout,
    facts: [...facts],
    comparisons: [...comparisons],
    identifiers: [...soundIdentifiers(identifiers)],
    outcome,
  };
  // The facts carry their own hashes: hashing those again instead of the texts is the same promise for less work.
  const hash = digestOf({ ...body, facts: facts.map((one) => one.hash) });
  return { ...body, hash };
}
