import { uptime } from 'node:os';

/** The clocks of this machine, in milliseconds. */
export interface Machine {
  /** What people set, and NTP steps. */
  wall(): number;
  /** Since some moment; nobody sets it, and it stands still while the machine sleeps. */
  running(): number;
  /** Since the machine started, coarsely; nobody sets it, and it goes on while the machine sleeps. */
  up(): number;
}

export const thisMachine: Machine = {
  wall: () => Date.now(),
  running: () => performance.now(),
  up: () => uptime() * 1000,
};

const every = 1000;
/** Shorter sleep is not told from how coarse `up` is. */
const remarkable = 2000;

/**
 * What time it is by the machine's clock as it stood at first, without the steps that were made since: an hour that
 * never passed must not end a hold. What the machine slept through did pass.
 */
export function steadyTime(machine: Machine = thisMachine): () => number {
  const began = machine.wall() - machine.running();
  const sleptBefore = machine.up() - machine.running();
  let slept = 0;
  let looked = machine.running();
  return () => {
    const running = machine.running();
    if (running - looked >= every) {
      looked = running;
      const found = machine.up() - running - sleptBefore;
      if (found - slept >= remarkable) slept = found;
    }
    return began + running + slept;
  };
}
