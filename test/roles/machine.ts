import type { Machine } from '../../src/roles/steady-time.ts';

/** A machine whose clocks the test moves. */
export interface MovedMachine extends Machine {
  pass(millis: number): void;
  sleep(millis: number): void;
  step(millis: number): void;
}

export function aMachine(): MovedMachine {
  let [wall, running, up] = [1_000_000, 500, 90_000];
  return {
    wall: () => wall,
    running: () => running,
    // As Linux tells it: in hundredths of a second.
    up: () => Math.floor(up / 10) * 10,
    pass(millis) {
      wall += millis;
      running += millis;
      up += millis;
    },
    sleep(millis) {
      wall += millis;
      up += millis;
    },
    step(millis) {
      wall += millis;
    },
  };
}
