import { describe, expect, test } from 'vitest';
import { documentKinds } from '../../../src/core/documents/kinds.ts';
import { momentsOf, usualDocuments } from '../../../src/core/documents/moments.ts';
import { RolloutId } from '../../../src/core/ids.ts';
import type { RollbackCause, RolloutEvent } from '../../../src/core/rollout/events.ts';
import { Plan } from '../../../src/core/rollout/plan.ts';
import type { Rollout } from '../../../src/core/rollout/state.ts';
import { aPlan } from '../../builders/plan.ts';
import { aRollout, examplePhases } from '../../builders/rollout.ts';

const everything = aRollout({ plan: aPlan({ documents: [...documentKinds] }) });

function kinds(event: RolloutEvent, rollout: Rollout = aRollout()): readonly string[] {
  return momentsOf(event, rollout, rollout).map(({ document, part }) => `${document} ${part}`.trim());
}

const asked: RolloutEvent = { kind: 'approval-requested', stage: 1, gate: 3, reason: 'x', expiresAt: 1 };
const passed: RolloutEvent = { kind: 'stage-passed', stage: 1, sentence: 'x' };
const completed = { kind: 'completed', stable: 'v2', keptUntil: 1 } as RolloutEvent;

describe('documents are written', () => {
  test('at their moments, when the plan asks for all of them', () => {
    expect(kinds(asked, everything)).toEqual(['go-no-go gate-3']);
    expect(kinds(passed, everything)).toEqual(['stage-report stage-2']);
    expect(kinds({ kind: 'safe' }, everything)).toEqual(['incident', 'root-cause']);
    expect(kinds({ kind: 'rolled-back' }, everything)).toEqual([
      'incident',
      'root-cause',
      'comparison',
      'report',
    ]);
    expect(kinds(completed, everything)).toEqual(['comparison', 'report']);
  });

  test('only the usual ones when the plan does not say', () => {
    expect(kinds(asked)).toEqual(['go-no-go gate-3']);
    expect(kinds(passed)).toEqual([]);
    expect(kinds(completed)).toEqual(['report']);
    expect(usualDocuments).not.toContain('comparison');
  });

  test('never when the plan asks for none', () => {
    const silent = aRollout({ plan: aPlan({ documents: [] }) });
    for (const event of [asked, passed, completed, { kind: 'safe' }, { kind: 'rolled-back' }] as const) {
      expect(kinds(event, silent)).toEqual([]);
    }
  });

  test('as no incident when a release makes room for a newer one', () => {
    const cause: RollbackCause = { kind: 'superseded', by: RolloutId.parse('r-9876543210') };
    const phase = { ...examplePhases['rolled-back'], cause } as Rollout['phase'];
    expect(kinds({ kind: 'rolled-back' }, aRollout({ phase }))).toEqual(['report']);
  });

  test('not for a rollout that was cancelled before it began', () => {
    const cancelled: RolloutEvent = { kind: 'cancelled', reason: 'x' };
    expect(kinds(cancelled, aRollout({ startedAt: null }))).toEqual([]);
    expect(kinds(cancelled, aRollout({ startedAt: 5 }))).toEqual(['report']);
  });
});

test('a plan that says nothing of documents keeps its hash', () => {
  const plan = aPlan();
  expect('documents' in Plan.parse(plan)).toBe(false);
});
