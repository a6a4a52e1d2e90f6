import { expect, test } from 'vitest';
import { gateSituation } from '../../../../src/core/documents/release/gate-situation.ts';
import { recordedRollout } from '../../../recorded/read-recorded.ts';

function at(name: string, gate = 1) {
  const { rollout, events } = recordedRollout(name);
  return gateSituation(rollout, events, gate, (events.at(-1)?.at ?? 0) + 5000);
}

test('an open gate stands as it is now', () => {
  const { rollout, events } = recordedRollout('waiting-for-approval');
  const found = at('waiting-for-approval');
  expect(found?.closedBy).toBeNull();
  expect(found?.rollout).toEqual(rollout);
  expect(found?.at).toBe((events.at(-1)?.at ?? 0) + 5000);
});

test.each([
  ['healthy', 'gate-opened', 2],
  ['approval-rejected', 'rejected', 1],
  ['approval-expired', 'gate-expired', 0],
  ['rolled-back-gradually', 'rollback-ordered', 0],
] as const)('%s: as it was before %s', (name, kind, votes) => {
  const found = at(name);
  expect(found?.closedBy?.event.kind).toBe(kind);
  expect(found?.waiting.votes).toHaveLength(votes);
  expect(found?.at).toBe(found?.closedBy?.at);
  expect(found?.events.some(({ event }) => event.kind === kind)).toBe(false);
});

test('a gate that was never asked at has no situation', () => {
  expect(at('healthy', 2)).toBeNull();
  expect(at('errors-rolled-back')).toBeNull();
});
