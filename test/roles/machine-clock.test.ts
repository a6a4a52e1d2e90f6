import { expect, it } from 'vitest';
import { machineClock } from '../../src/roles/machine-clock.ts';
import { aLog } from '../builders/log.ts';
import { aMachine } from './machine.ts';

const hour = 3_600_000;

it.each([hour, -hour])('does not jump when the machine is set by %i ms, and says so once', (step) => {
  const [log, machine] = [aLog(), aMachine()];
  const clock = machineClock(log, machine);
  const before = clock.now();
  machine.step(step);
  for (let second = 1; second <= 60; second += 1) {
    machine.pass(1000);
    clock.follow();
    expect(Math.abs(clock.now() - before - second * 1000)).toBeLessThan(500);
  }
  expect(log.lines).toHaveLength(1);
  expect(log.lines[0]).toContain(`was set ${step > 0 ? 'forward' : 'back'} by 1h`);
});

it('comes to the right time all the same', () => {
  const [log, machine] = [aLog(), aMachine()];
  const clock = machineClock(log, machine);
  machine.step(1000);
  for (let second = 0; second < 300; second += 1) {
    machine.pass(1000);
    clock.follow();
  }
  expect(clock.now()).toBe(machine.wall());
  expect(log.lines).toEqual([]);
});

it('knows what the machine slept through', () => {
  const [log, machine] = [aLog(), aMachine()];
  const clock = machineClock(log, machine);
  machine.sleep(8 * hour);
  machine.pass(1000);
  expect(Math.abs(clock.now() - machine.wall())).toBeLessThan(20);
  clock.follow();
  expect(log.lines).toEqual([]);
});
