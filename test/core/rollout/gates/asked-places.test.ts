import { expect, test } from 'vitest';
import { announce } from '../../../../src/core/announce.ts';
import { PlaceName, RoleName } from '../../../../src/core/ids.ts';
import { belay, project } from '../../../../src/core/rollout/decision.ts';
import type { EventOf, RolloutEvent } from '../../../../src/core/rollout/events.ts';
import { aGate } from '../../../builders/check.ts';
import { live, stages } from '../live.ts';

const [leads, board] = [PlaceName.parse('leads'), PlaceName.parse('board')];
const gate = aGate({
  approvals: 1,
  each: [RoleName.parse('product')],
  announce: [leads],
  escalate: { after: 1000, places: [board], page: false },
});
const asked: EventOf<'approval-requested'> = {
  kind: 'approval-requested',
  stage: 0,
  gate: 1,
  reason: 'checks pass',
  expiresAt: 90_000_000,
};

/** Where a line is said and where the card is shown, place by place. */
function said(events: readonly RolloutEvent[]): readonly string[] {
  const [first, ...rest] = stages();
  if (first === undefined) throw new Error('a stage');
  const before = live({ stages: [{ ...first, gate }, ...rest] }).rollout();
  const earlier = project(before, events.slice(0, -1), belay, 1);
  const last = events.slice(-1);
  return announce(earlier, project(earlier, last, belay, 1), last, earlier.seq).flatMap(({ item }) =>
    item.kind === 'line' || item.kind === 'card' ? [`${item.kind} ${item.place}`] : [],
  );
}

test('a request is announced where the gate says so too, and its card goes on there', () => {
  expect(said([asked])).toEqual(expect.arrayContaining(['card leads', 'line leads']));
  expect(said([asked, { kind: 'paused', reason: 'lunch' }])).toContain('card leads');
  expect(said([asked])).not.toContain('line board');
});

test('others hear of it once nobody has decided', () => {
  const escalated: RolloutEvent = { kind: 'approval-escalated', gate: 1, sentence: 'Nobody has decided' };
  expect(said([asked, escalated])).toEqual(expect.arrayContaining(['card board', 'line board']));
});
