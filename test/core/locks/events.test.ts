import { expect, test } from 'vitest';
import { EnvironmentName, PersonId, ServiceName } from '../../../src/core/ids.ts';
import { foldLock, type LockEvent, lockStream } from '../../../src/core/locks/events.ts';

const slot = { service: ServiceName.parse('api'), environment: EnvironmentName.parse('production') };
const locked: LockEvent = { kind: 'locked', ...slot, owner: PersonId.parse('ada'), reason: 'audit' };

test('a lock is what its newest event says', () => {
  expect(foldLock([])).toBeNull();
  expect(foldLock([{ at: 1, event: locked }])).toEqual({ ...slot, owner: 'ada', reason: 'audit', since: 1 });
  expect(
    foldLock([
      { at: 1, event: locked },
      { at: 2, event: { kind: 'unlocked', ...slot } },
    ]),
  ).toBeNull();
});

test('a slot has one stream of locks', () => {
  expect(lockStream(slot)).toBe('lock/api/production');
});
