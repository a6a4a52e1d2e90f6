import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { withBoxes } from '../../../src/core/checklist/with-boxes.ts';
import { RoleName } from '../../../src/core/ids.ts';
import { entryGate } from '../../../src/core/risk/entry-gate.ts';
import { observedFor, stretchHolds } from '../../../src/core/risk/stretch.ts';
import type { Gate } from '../../../src/core/rollout/gates/gate-plan.ts';
import { aPlan } from '../../builders/plan.ts';

const base: Gate = {
  approvals: 1,
  roles: [],
  requesterMayApprove: true,
  expiresAfter: 7_200_000,
  onReject: 'roll_back',
  onExpiry: 'roll_back',
};
const roles = (...names: string[]) => names.map((name) => RoleName.parse(name));
const asking = (approvals: number, ...of: string[]): Gate => ({
  ...base,
  approvals,
  roles: roles(...of),
  requesterMayApprove: false,
});

describe('the gate before anything begins', () => {
  it('is none where nobody is asked', () => {
    expect(entryGate([], [], base)).toBeNull();
  });

  it('asks the most of the same people once', () => {
    expect(entryGate([asking(1, 'council'), asking(2, 'council')], [], base)).toMatchObject({
      approvals: 2,
      roles: ['council'],
    });
  });

  it('asks other roles besides, as many of each as their own approval does', () => {
    const gate = entryGate([asking(1, 'security'), asking(2, 'council')], roles('finance'), base);
    expect(gate).toMatchObject({ approvals: 2, roles: ['council'], each: ['security', 'finance'] });
  });

  it('asks one person of a role that several ask for', () => {
    const gate = entryGate(
      [{ ...asking(1, 'council'), each: roles('legal') }],
      roles('legal', 'finance'),
      base,
    );
    expect(gate?.each).toEqual(['legal', 'finance']);
  });

  it('asks signatures alone where there is no approval', () => {
    expect(entryGate([], roles('legal'), base)).toMatchObject({ approvals: 0, each: ['legal'] });
  });

  it('lets who asked approve only where all say so, and leaves the longest time', () => {
    const one = { ...asking(1, 'council'), expiresAfter: 5, requesterMayApprove: true };
    expect(entryGate([one, { ...asking(1), expiresAfter: 9 }], [], base)).toMatchObject({
      requesterMayApprove: false,
      expiresAfter: 9,
    });
  });
});

describe('holds', () => {
  const stagesOf = (holds: readonly number[]) => {
    const [stage] = aPlan().stages;
    if (stage === undefined) throw new Error('a plan has stages');
    return holds.map((hold) => ({ ...stage, hold }));
  };

  it('are stretched in proportion', () => {
    const stretched = stretchHolds(stagesOf([600_000, 0, 1_800_000]), 14_400_000);
    expect(stretched.map(({ hold }) => hold)).toEqual([3_600_000, 0, 10_800_000]);
  });

  it('last as long as is asked for at least, and never less than before', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(90_000_000), { minLength: 1 }), fc.nat(200_000_000), (holds, atLeast) => {
        const stages = stagesOf(holds);
        const stretched = stretchHolds(stages, atLeast);
        expect(stretched.every(({ hold }, n) => hold >= (holds[n] ?? 0))).toBe(true);
        if (observedFor(stages) > 0) expect(observedFor(stretched)).toBeGreaterThanOrEqual(atLeast);
      }),
    );
  });
});

it('boxes of several lists stand once each, with ids of their own', () => {
  const box = (id: string, text: string) => ({ id, text, required: true, evidence: null, proof: null });
  const list = { title: 'Ready', boxes: [box('start/a', 'A')] };
  const whole = withBoxes(list, [box('start/a', 'A'), box('start/a', 'a!'), box('start/a', 'a?')]);
  expect(whole).toEqual({
    title: 'Ready',
    boxes: [box('start/a', 'A'), box('start/a--2', 'a!'), box('start/a--3', 'a?')],
  });
  expect(withBoxes(undefined, [])).toBeUndefined();
});
