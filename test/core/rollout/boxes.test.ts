import { describe, expect, it } from 'vitest';
import { cardActions } from '../../../src/core/card/actions.ts';
import { nextLine } from '../../../src/core/card/next.ts';
import type { Box } from '../../../src/core/checklist/box.ts';
import { openBoxes } from '../../../src/core/checklist/list-now.ts';
import type { PlanBody } from '../../../src/core/rollout/plan.ts';
import type { Wish } from '../../../src/core/rollout/wish.ts';
import { aBoxList } from '../../builders/boxes.ts';
import { aGate, errorRates } from '../../builders/check.ts';
import { ben, criterion, decidedKinds, live, requested, stages } from './live.ts';

const minute = 60_000;
const commit = 'c'.repeat(40);
const source = { repository: 'acme/api', commit, pull: null };

function tick(item: string, more: Partial<Extract<Wish, { kind: 'tick' }>> = {}): Wish {
  return { kind: 'tick', item, done: true, mayApprove: false, ...more };
}

function withBoxes(...boxes: readonly (Partial<Box> & Pick<Box, 'text'>)[]): Partial<PlanBody> {
  const [first, ...rest] = stages();
  if (first === undefined) throw new Error('no stage');
  return { stages: [{ ...first, checklist: aBoxList('stage-1', ...boxes) }, ...rest] };
}

describe('a stage that requires boxes', () => {
  it('is not left before they are ticked, and says so once', () => {
    const held = live(withBoxes({ text: 'smoke tests' }));
    expect(held.look(6000)).toContain('boxes-reminded');
    expect(held.look(1000)).not.toContain('boxes-reminded');
    expect(held.rollout().phase.kind).toBe('observing');
    expect(nextLine(held.rollout()).sentence).toContain('First 1 box must be ticked: “smoke tests”');
    held.tell(tick('smoke'));
    held.look(1000);
    expect(held.kinds()).toContain('stage-passed');
  });

  it('reminds again after half an hour, then more rarely', () => {
    const held = live(withBoxes({ text: 'smoke tests' }));
    held.look(6000);
    const reminded = (millis: number) => held.look(millis).includes('boxes-reminded');
    expect([reminded(29 * minute), reminded(minute), reminded(119 * minute), reminded(minute)]).toEqual([
      false,
      true,
      false,
      true,
    ]);
  });

  it('goes back on a breach all the same, and when a person says so', () => {
    const held = live(withBoxes({ text: 'smoke tests' }));
    held.look(6000);
    const twin = live(withBoxes({ text: 'smoke tests' }));
    expect(held.at(0.2)).toContain('rollback-ordered');
    const back: Wish = { kind: 'rollback', reason: 'odd', gradual: false, isStable: false };
    expect(decidedKinds(twin.tell(back))).toContain('rollback-ordered');
  });

  it('does not wait for a box that is not required', () => {
    const held = live(withBoxes({ text: 'nice to have', required: false }));
    held.look(6000);
    expect(held.kinds()).toContain('stage-passed');
  });

  it('is not promoted by a person, who is told what is open; --all skips the holds and not the boxes', () => {
    const held = live(withBoxes({ text: 'smoke tests' }));
    held.look(1000);
    const refused = held.tell({ kind: 'promote', all: false, from: null });
    expect(refused).toMatchObject({ code: 'boxes-open' });
    expect(refused.sentence).toContain('“smoke tests” is not ticked');
    held.tell({ kind: 'promote', all: true, from: null });
    held.look(1000);
    expect(held.rollout().phase).toMatchObject({ kind: 'observing', stage: 0 });
    held.tell(tick('1'));
    held.look(1000);
    expect(held.kinds()).toContain('stage-passed');
  });

  it('asks people at once where it has a gate, and stays after their yes until all is ticked', () => {
    const plan = withBoxes({ text: 'smoke tests' }, { text: 'yes', evidence: { kind: 'approval' } });
    const [first, ...rest] = plan.stages ?? [];
    if (first === undefined) throw new Error('no stage');
    const held = live({ ...plan, stages: [{ ...first, gate: aGate({ approvals: 1 }) }, ...rest] });
    held.look(6000);
    expect(held.rollout().phase.kind).toBe('waiting');
    held.tell({ kind: 'approve', bound: { gate: null, commit: null } }, ben);
    held.look(1000);
    expect(held.rollout().phase).toMatchObject({ kind: 'waiting', opened: true });
    expect(openBoxes(held.rollout()).map(({ text }) => text)).toEqual(['smoke tests']);
    held.tell(tick('smoke'));
    held.look(1000);
    expect(held.kinds()).toContain('stage-passed');
  });

  it('can be ticked back as long as it is not left', () => {
    const held = live(withBoxes({ text: 'smoke tests' }));
    held.tell(tick('smoke'));
    held.tell(tick('smoke', { done: false }));
    held.look(6000);
    expect(held.rollout().phase.kind).toBe('observing');
  });

  it('has a button for each open box, bound to it; the button of a stage that is left ticks nothing', () => {
    const held = live(withBoxes({ text: 'smoke tests' }, { text: 'told' }));
    const commands = cardActions(held.rollout()).flatMap(({ verb, command }) =>
      verb === 'tick' ? [command] : [],
    );
    expect(commands).toEqual([`tick ${held.id} stage-1/smoke-tests`, `tick ${held.id} stage-1/told`]);
    held.tell(tick('stage-1/smoke-tests'));
    held.tell(tick('stage-1/told'));
    held.look(6000);
    expect(held.tell(tick('stage-1/told'))).toMatchObject({ kind: 'refused' });
  });
});

describe('boxes before the first stage', () => {
  const before = { before: aBoxList('start', { text: 'support was told' }) };

  it('hold the preparation: no traffic moves', () => {
    const held = requested(before);
    held.look(0);
    held.look(1000);
    expect(held.rollout().phase.kind).toBe('preparing');
    expect(held.kinds()).toContain('boxes-reminded');
    held.tell(tick('told'));
    held.look(1000);
    expect(held.kinds()).toContain('stage-entered');
  });

  it('are no reason to remind people while it is paused', () => {
    const held = requested(before);
    held.look(0);
    held.tell({ kind: 'pause', reason: 'lunch' });
    expect(held.look(60 * minute)).not.toContain('boxes-reminded');
  });
});

describe('a box that Belay sees for itself', () => {
  const check: Box['evidence'] = { kind: 'checks', checks: [criterion.id] };

  it('is ticked by the measurement alone', () => {
    const held = live(withBoxes({ text: 'errors are few', evidence: check }));
    expect(held.tell(tick('errors', { mayApprove: true }))).toMatchObject({ code: 'observed' });
    held.look(6000);
    expect(held.kinds()).toContain('stage-passed');
  });

  it('is open where a measurement says so, and no tick of before helps', () => {
    const held = live({ ...withBoxes({ text: 'CI is green', evidence: { kind: 'ci', names: [] } }), source });
    const found = (state: 'green' | 'failing' | 'unknown' | 'none') =>
      held.world.find(held.rollout(), { kind: 'ci-found', names: [], verdict: { state, sentence: state } });
    expect(held.tell(tick('CI'))).toMatchObject({ code: 'observed' });
    found('none');
    expect(held.tell(tick('CI', { mayApprove: true }))).toMatchObject({ code: 'observed' });
    found('unknown');
    expect(held.tell(tick('CI'))).toMatchObject({ code: 'observed' });
    expect(held.tell(tick('CI', { mayApprove: true }))).toMatchObject({
      kind: 'decided',
      events: [{ kind: 'ticked', unseen: 'unknown' }],
    });
    expect(openBoxes(held.rollout())).toEqual([]);
    found('failing');
    expect(openBoxes(held.rollout())).toHaveLength(1);
    found('green');
    expect(openBoxes(held.rollout())).toEqual([]);
    expect(found('green')).toEqual([]);
  });

  it('is unknown without a commit, and then somebody who may approve ticks it', () => {
    const held = live(withBoxes({ text: 'CI is green', evidence: { kind: 'ci', names: [] } }));
    expect(held.tell(tick('CI'))).toMatchObject({ code: 'observed' });
    expect(held.tell(tick('CI', { mayApprove: true }))).toMatchObject({ kind: 'decided' });
  });

  it('is open while the measurement says otherwise, and at a new weight until something was measured', () => {
    const held = live(withBoxes({ text: 'errors are few', evidence: check }));
    expect(openBoxes(held.rollout())).toEqual([]);
    held.look(1000, [errorRates(0.02)]);
    expect(openBoxes(held.rollout())).toHaveLength(1);
    expect(openBoxes({ ...held.rollout(), measuredAt: null, verdicts: [] })).toHaveLength(1);
  });
});
