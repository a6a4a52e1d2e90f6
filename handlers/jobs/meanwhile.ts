import { setTimeout as sleep } from 'node:timers/promises';
import { decideFinding } from '../../src/core/rollout/decide-world.ts';
import type { Finding } from '../../src/core/rollout/finding.ts';
import type { Rollout } from '../../src/core/rollout/state.ts';
import type { Instant, Millis } from '../../src/core/time.ts';
import { debtOf } from './debt.ts';

/** What takes longer than this to find out is not waited for before a breach is looked for. */
const soon: Millis = 20;

/** @returns whether it was answered at once */
export async function isSoon(asked: Promise<unknown>): Promise<boolean> {
  const late = new AbortController();
  const slow = sleep(soon, false, { signal: late.signal }).catch(() => false);
  const quick = await Promise.race([asked.then(() => true), slow]);
  late.abort();
  return quick;
}

/** @returns what takes traffic back, when that is known before what was asked is answered; null otherwise */
export async function breachBefore(
  asked: Promise<unknown>,
  measuring: Promise<Finding | null>,
  rollout: Rollout,
  clock: () => Instant,
): Promise<Finding | null> {
  const found = await Promise.race([measuring, asked.then(() => null)]);
  if (found === null) return null;
  return debtOf(found, decideFinding(rollout, found, clock())) === null ? null : found;
}
