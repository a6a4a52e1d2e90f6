import type { PersonId, RoleName } from '../ids.ts';
import { plainLine } from '../prose.ts';
import { type Refusal, refuse } from '../refusal.ts';
import { formatDuration, type Instant, type Millis } from '../time.ts';
import type { Delegation } from './events.ts';

/** A loan ends by itself before anybody has forgotten it. */
export const longestLoan: Millis = 30 * 86_400_000;

const day: Millis = 86_400_000;

export interface WantedLoan {
  readonly lender: PersonId;
  readonly role: RoleName;
  readonly borrower: PersonId;
  readonly until: Instant;
}

/** What is known when somebody wants to lend a role. */
export interface LendingFacts {
  readonly now: Instant;
  /** Whether the lender holds the role, and not on loan. */
  readonly holds: boolean;
  /** Whose it is, when the lender has it on loan alone. */
  readonly lentBy: string | null;
  /** What the lender lends of that role already. */
  readonly current: Delegation | null;
  readonly borrowerName: string;
}

/** @returns null when the role may be lent */
export function refuseLoan(
  { lender, role, borrower, until }: WantedLoan,
  { now, holds, lentBy, current, borrowerName }: LendingFacts,
): Refusal | null {
  if (borrower === lender) {
    return refuse(
      'to-yourself',
      `You have ${role} yourself; a role is lent to somebody else. Nothing was lent.`,
    );
  }
  if (!holds && lentBy !== null) {
    return refuse(
      'lent-on',
      `${role} is lent to you by ${plainLine(lentBy)}, and what is lent cannot be lent on. Ask ${plainLine(lentBy)} to type \`delegate ${role} to ${borrower} --for 1d\`. Nothing was lent.`,
    );
  }
  if (!holds) {
    return refuse(
      'not-yours',
      `You do not have ${role}, so you cannot lend it. \`who ${role}\` says who has it now. Nothing was lent.`,
      [role],
    );
  }
  if (until <= now) {
    return refuse(
      'in-the-past',
      `That end has passed already. Name one that is to come, such as \`--for 3d\`. Nothing was lent.`,
    );
  }
  if (until - now > longestLoan) {
    return refuse(
      'too-long',
      `A role is lent for at most ${formatDuration(longestLoan)}, and that is ${formatDuration(until - now)}. Name an earlier end, or give ${plainLine(borrowerName)} the role in belay.yml. Nothing was lent.`,
    );
  }
  if (current !== null && current.borrower !== borrower) {
    return refuse(
      'lent-already',
      `You lend ${role} to ${current.borrower} already, and one role stands in for one person. Type \`delegate --end ${role}\` first. Nothing was lent.`,
    );
  }
  return null;
}

/**
 * When a loan ends: `2026-12-01` is the end of that day in UTC, `2026-12-01T08:00Z` that moment.
 * @returns null for anything else, also for days that no calendar has
 */
export function readEnd(text: string): Instant | null {
  const date = /^(\d{4}-\d{2}-\d{2})$/.exec(text)?.[1];
  if (date !== undefined) {
    const begins = Date.parse(`${date}T00:00:00Z`);
    // `Date.parse` carries the 31st of a short month over.
    if (!Number.isFinite(begins) || new Date(begins).toISOString().slice(0, 10) !== date) return null;
    return begins < 0 ? null : begins + day;
  }
  if (!/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2})?(Z|[+-]\d{2}:\d{2})$/.test(text)) return null;
  const at = Date.parse(text);
  const days = Date.parse(`${text.slice(0, 10)}T00:00:00Z`);
  if (!Number.isFinite(at) || at < 0 || !Number.isFinite(days)) return null;
  return new Date(days).toISOString().slice(0, 10) === text.slice(0, 10) ? at : null;
}

/** `2026-12-01 23:59 UTC`: the last minute in which it holds. */
export function endText(until: Instant): string {
  return `${new Date(until - 1).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}
