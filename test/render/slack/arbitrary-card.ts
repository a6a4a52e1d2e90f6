import fc from 'fast-check';
import type { Card } from '../../../src/core/card/card.ts';
import { aCard } from './a-card.ts';
import { nasty } from './nasty.ts';

const tone = fc.constantFrom('quiet', 'moving', 'good', 'warning', 'bad');
const at = fc.integer({ min: 1_700_000_000_000, max: 1_800_000_000_000 });
const text = fc.oneof(nasty(), nasty(400));
const many = <T>(one: fc.Arbitrary<T>, maxLength: number) => fc.array(one, { maxLength, size: 'max' });
const vote = fc.record({ person: text, at });

/** As long as a link may be. */
const link = fc
  .integer({ min: 0, max: 1970 })
  .map((length) => `https://metrics.example/?${'q'.repeat(length)}`);
const check = fc.record(
  { label: text, value: text, stable: text, rule: text, tone, sentence: text, link },
  { requiredKeys: ['label', 'value', 'stable', 'rule', 'tone', 'sentence'] },
);
const stage = fc.record({
  label: text,
  weight: fc.integer({ min: 0, max: 100 }),
  state: fc.constantFrom('done', 'current', 'ahead', 'undone'),
  from: fc.option(at),
  to: fc.option(at),
  asks: fc.boolean(),
});
const action = fc.record({
  label: text,
  command: fc.oneof(text, fc.constant('promote r-0123456789')),
  style: fc.constantFrom('primary', 'danger', 'plain'),
  verb: fc.constantFrom('promote', 'promote-all', 'approve', 'reject'),
  wantsReason: fc.boolean(),
});
const approval = fc.record({
  gate: fc.integer({ min: 1, max: 9 }),
  stage: text,
  towards: text,
  needed: fc.integer({ min: 1, max: 9 }),
  roles: many(text, 6),
  given: many(vote, 30),
  expiresAt: at,
  reason: text,
  eligible: many(fc.record({ person: fc.constant('ada'), name: text }), 30),
});
const remark = fc.record({ label: text, sentence: text, tone });
const decision = fc.record({
  gate: fc.integer({ min: 1, max: 9 }),
  stage: text,
  outcome: fc.constantFrom('approved', 'rejected', 'expired', 'withdrawn'),
  votes: many(vote, 30),
  by: fc.option(text),
  reason: fc.option(text),
  at,
});

/** Cards far beyond what ever happens, full of what somebody could type. */
export const arbitraryCard: fc.Arbitrary<Card> = fc
  .record({
    title: text,
    service: text,
    version: text,
    environment: text,
    stable: text,
    phase: fc.constantFrom('observing', 'waiting for approval', 'rolled back'),
    tone,
    requestedBy: text,
    reason: fc.option(text),
    now: fc.record({ sentence: text, since: at }),
    next: fc.record({ sentence: text, at: fc.option(at) }),
    stages: many(stage, 40),
    checks: many(check, 60),
    approval: fc.option(approval),
    decisions: many(decision, 20),
    remarks: many(remark, 20),
    actions: many(action, 40),
    undoByHand: many(text, 20),
  })
  .map((changes) => aCard(changes));
