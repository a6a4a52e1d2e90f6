import { setTimeout as sleep } from 'node:timers/promises';
import { formatDuration } from '../core/time.ts';
import type { Log } from '../ports/log.ts';
import type { SharedClock } from './shared-clock.ts';
import { type Machine, steadyTime, thisMachine } from './steady-time.ts';

const every = 1000;
/** Milliseconds to come nearer to the machine's clock by at each look: more than a clock drifts, less than one feels. */
const nearer = 5;
const remarkable = 2000;

/** The clock of one process alone: the machine's, whose steps it follows so slowly that no hold ends early. */
export function machineClock(
  log: Log,
  machine: Machine = thisMachine,
): SharedClock & { /** Comes nearer to the machine's clock. */ follow(): void } {
  const steady = steadyTime(machine);
  let ahead = 0;
  let told = false;

  function follow(): void {
    const apart = machine.wall() - (steady() + ahead);
    ahead += Math.max(-nearer, Math.min(nearer, apart));
    const stepped = Math.abs(apart) >= remarkable;
    if (stepped && !told) {
      log.warn(
        { apart: Math.round(apart) },
        `this machine's clock was set ${apart > 0 ? 'forward' : 'back'} by ${formatDuration(Math.abs(apart))}; Belay follows slowly, so that no rollout goes forward early. To have its times right at once, start it again while nothing is being released`,
      );
    }
    told = stepped;
  }

  return {
    now: () => Math.round(steady() + ahead),
    follow,
    async followUntil(signal) {
      while (!signal.aborted) {
        await sleep(every, undefined, { signal }).catch(() => undefined);
        if (!signal.aborted) follow();
      }
    },
  };
}
