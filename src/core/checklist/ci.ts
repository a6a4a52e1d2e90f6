import { z } from 'zod';
import { counted, listed } from '../prose.ts';

/** `none`: CI knows nothing of the commit. `unknown`: it could not be asked. Only `green` is green. */
export const CiState = z.enum(['green', 'failing', 'pending', 'none', 'unknown']);
export type CiState = z.infer<typeof CiState>;

/** A check run or a status of a commit, by its name. */
export interface CiCheck {
  readonly name: string;
  readonly state: 'green' | 'failing' | 'pending';
}

export interface CiVerdict {
  readonly state: CiState;
  /** For people, without a full stop. */
  readonly sentence: string;
}

/**
 * What CI says of a commit. Nothing is green because nothing was found.
 * @param names those that must be there and be green; empty: all that are there
 * @param unread what could not be read, without a full stop: what is missing may be there; null when all was read
 */
export function assessCi(
  checks: readonly CiCheck[],
  names: readonly string[],
  unread: string | null = null,
): CiVerdict {
  const missing = names.filter((name) => !checks.some((check) => check.name === name));
  const asked = names.length === 0 ? checks : checks.filter(({ name }) => names.includes(name));
  const failing = namesOf(asked, 'failing');
  if (failing.length > 0) return { state: 'failing', sentence: `${some(failing)} failed` };
  const pending = namesOf(asked, 'pending');
  if (pending.length > 0) return { state: 'pending', sentence: `${some(pending)} did not finish yet` };
  if (unread !== null && (names.length === 0 || missing.length > 0))
    return { state: 'unknown', sentence: unread };
  if (checks.length === 0) return { state: 'none', sentence: 'CI has reported nothing about this commit' };
  if (missing.length > 0)
    return { state: 'none', sentence: `CI has reported nothing called ${some(missing)}` };
  return { state: 'green', sentence: `${counted(asked.length, 'CI check')} of this commit succeeded` };
}

function namesOf(checks: readonly CiCheck[], state: CiCheck['state']): readonly string[] {
  return [...new Set(checks.filter((check) => check.state === state).map(({ name }) => name))].toSorted();
}

const shownNames = 5;

function some(names: readonly string[]): string {
  const more = names.length - shownNames;
  return listed([...names.slice(0, shownNames), ...(more > 0 ? [`${more} more`] : [])]);
}

/** Under what a verdict is kept: the names that must be green. */
export function ciKey(names: readonly string[]): string {
  return names.toSorted().join(', ');
}
