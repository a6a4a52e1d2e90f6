import { setTimeout as sleep } from 'node:timers/promises';
import { formatDuration, type Instant } from '../core/time.ts';
import type { Log } from '../ports/log.ts';
import { type Machine, steadyTime, thisMachine } from './steady-time.ts';

/**
 * A clock that processes on several machines agree on: this machine's, corrected to the database's. A step of the
 * machine's own clock does not move it.
 */
export interface SharedClock {
  now(): Instant;
  /** Follows the database's clock until the signal; while it cannot be asked, the last correction holds. */
  followUntil(signal: AbortSignal): Promise<void>;
}

const every = 60_000;
const questions = 5;
/** Smaller differences are no more than the way there and back. */
const negligible = 20;
/** From here on a person should know: somebody else on that machine will trip over it too. */
const remarkable = 2000;

/** @throws Failure store-unreachable when the database cannot be asked even once */
export async function followClock(
  databaseTime: () => Promise<Instant>,
  log: Log,
  machine: Machine = thisMachine,
): Promise<SharedClock> {
  const steady = steadyTime(machine);
  let ahead = 0;
  let told = 0;
  const now = () => Math.round(steady() + ahead);

  async function correct(): Promise<void> {
    const found = await measureOffset(databaseTime, steady);
    if (Math.abs(found - ahead) >= negligible) ahead = Math.abs(found) < negligible ? 0 : found;
    tell(now() - machine.wall());
  }

  /** @param apart what the machine's clock shows people, next to the database's */
  function tell(apart: number): void {
    if (Math.abs(apart - told) < negligible) return;
    told = apart;
    if (Math.abs(apart) < remarkable) return;
    const direction = apart > 0 ? 'behind' : 'ahead of';
    log.warn(
      { ahead: apart },
      `this machine's clock is ${formatDuration(Math.abs(apart))} ${direction} the database's; Belay reckons with the database's, so rollouts are not harmed. Set the machine's clock (NTP)`,
    );
  }

  await correct();
  return {
    now,
    async followUntil(signal) {
      while (!signal.aborted) {
        await sleep(every, undefined, { signal }).catch(() => undefined);
        if (signal.aborted) return;
        await correct().catch((error: unknown) =>
          log.warn({ err: error }, "the database's clock could not be read; the last correction holds"),
        );
      }
    },
  };
}

/** Of a few questions the one that was answered fastest says most. @returns milliseconds to add to our time */
async function measureOffset(databaseTime: () => Promise<Instant>, ownTime: () => Instant): Promise<number> {
  let best = { took: Number.POSITIVE_INFINITY, offset: 0 };
  for (let question = 0; question < questions; question += 1) {
    const asked = ownTime();
    const theirs = await databaseTime();
    const answered = ownTime();
    const took = answered - asked;
    if (took < best.took) best = { took, offset: theirs - (asked + took / 2) };
  }
  return best.offset;
}
