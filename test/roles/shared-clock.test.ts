import { expect, it } from 'vitest';
import { followClock } from '../../src/roles/shared-clock.ts';
import { aLog } from '../builders/log.ts';
import { aMachine } from './machine.ts';

/** A machine whose clock the test moves, and a database that is `ahead` of it and takes `takes` to answer. */
function world(ahead: number, takes = 10) {
  const machine = aMachine();
  const passed = machine.wall() + ahead - machine.running();
  return {
    machine,
    own: machine.wall,
    database: async () => {
      machine.pass(takes / 2);
      const answer = passed + machine.running();
      machine.pass(takes / 2);
      return answer;
    },
  };
}

it('reckons with the time of the database, whatever the way there takes', async () => {
  for (const ahead of [-90_000, 300, 5000]) {
    const { own, machine, database } = world(ahead, 40);
    const clock = await followClock(database, aLog(), machine);
    expect(clock.now() - own()).toBe(ahead);
  }
});

it('takes a difference for none that the way there explains', async () => {
  const { own, machine, database } = world(12);
  expect((await followClock(database, aLog(), machine)).now()).toBe(own());
});

it('says in a sentence that this machine has the wrong time, and what it means', async () => {
  const log = aLog();
  const { machine, database } = world(-61_000);
  await followClock(database, log, machine);
  expect(JSON.stringify(log.lines)).toMatch(/1m 1s ahead of the database's.*rollouts are not harmed.*NTP/);
});

it.each([3_600_000, -3_600_000])('goes on steadily when this machine is set by %i ms', async (step) => {
  const { machine, database } = world(300);
  const clock = await followClock(database, aLog(), machine);
  const before = clock.now();
  machine.step(step);
  machine.pass(5000);
  expect(clock.now() - before).toBe(5000);
});

it('knows what this machine slept through, before it asks the database again', async () => {
  const { machine, database } = world(300);
  const clock = await followClock(database, aLog(), machine);
  machine.sleep(600_000);
  machine.pass(1000);
  expect(Math.abs(clock.now() - machine.wall() - 300)).toBeLessThan(20);
});
