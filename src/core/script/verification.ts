import { z } from 'zod';
import { Sha256 } from '../ids.ts';
import { counted, listed } from '../prose.ts';
import type { Instant } from '../time.ts';
import { ProbeOutcome } from './probe.ts';

/** What one run of a verification script came to. */
export const Verified = z.object({
  /** Of the script's text, as it was attached. */
  script: Sha256,
  results: z.array(ProbeOutcome),
  /** Whether the script ran, which it does in the sandbox only. */
  sandboxed: z.boolean(),
  /** Why it did not run; null when it did. */
  notRun: z.string().nullable(),
});
export type Verified = z.infer<typeof Verified>;

/** The last run, as the rollout remembers it. */
export interface Verification extends Verified {
  readonly at: Instant;
}

/** What is missing is never success: a script that did not run has not passed. Null when it did not fail either. */
export function hasPassed({ results, notRun }: Verified): boolean | null {
  if (results.some(({ ok }) => ok === false)) return false;
  return notRun === null && results.length > 0 && results.every(({ ok }) => ok === true) ? true : null;
}

/** `Verification: 6 of 6 probes passed.` */
export function verifiedSentence(verified: Verified): string {
  const { results, notRun } = verified;
  const passed = results.filter(({ ok }) => ok === true).length;
  const failed = results.filter(({ ok }) => ok === false).map(({ probe }) => probe);
  const open = results.length - passed - failed.length;
  if (notRun !== null && failed.length === 0) return `Verification: the script did not run. ${notRun}`;
  const wrong = failed.length === 0 ? '' : `; ${listed(failed.slice(0, shownFailed))} failed`;
  const more = failed.length > shownFailed ? ` with ${failed.length - shownFailed} more` : '';
  const untold = open === 0 ? '' : `; ${counted(open, 'probe')} could not be judged yet`;
  return `Verification: ${passed} of ${counted(results.length, 'probe')} passed${wrong}${more}${untold}.`;
}

const shownFailed = 5;
