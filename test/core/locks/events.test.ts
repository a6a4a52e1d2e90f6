import { expect, test } from 'vitest';
import { EnvironmentName, PersonId, RolloutId, ServiceName } from '../../../src/core/ids.ts';
import { endedBecause } from '../../../src/core/locks/ended.ts';
import { foldLock, type LockEvent, lockStream } from '../../../src/core/locks/events.ts';

const slot = { service: ServiceName.parse('api'), environment: EnvironmentName.parse('production') };
const locked: LockEvent = { kind: 'locked', ...slot, owner: PersonId.parse('ada'), reason: 'audit' };

test('a lock is what its newest event says', () => {
  expect(foldLock([])).toBeNull();
  const held = { ...slot, owner: 'ada', reason: 'audit', since: 1, until: null, while: null };
  expect(foldLock([{ at: 1, event: locked }])).toEqual(held);
  expect(foldLock([{ at: 1, event: { ...locked, until: 9 } }])).toEqual({ ...held, until: 9 });
  expect(
    foldLock([
      { at: 1, event: locked },
      { at: 2, event: { kind: 'unlocked', ...slot } },
    ]),
  ).toBeNull();
});

test('a lock ends with its time or its rollout, and never because that could not be found out', () => {
  const rollout = RolloutId.parse('r-0123456789');
  const lock = { ...slot, owner: PersonId.parse('ada'), reason: 'audit', since: 1, until: 9, while: null };
  expect(endedBecause(lock, null, 8)).toBeNull();
  expect(endedBecause(lock, null, 9)).toBe('its time was over');
  const hanging = { ...lock, until: null, while: rollout };
  expect(endedBecause(hanging, null, 99)).toBeNull();
  expect(endedBecause(hanging, { over: false }, 99)).toBeNull();
  expect(endedBecause(hanging, { over: true }, 99)).toBe('r-0123456789 ended');
});

test('a slot has one stream of locks', () => {
  expect(lockStream(slot)).toBe('lock/api/production');
});
