import { expect, it } from 'vitest';
import { idAsName } from '../../../src/core/card/names.ts';
import { boxesNow } from '../../../src/core/documents/boxes-now.ts';
import { checklist } from '../../../src/core/documents/checklist.ts';
import { renderText } from '../../../src/core/documents/render-text.ts';
import { tasksDocument } from '../../../src/core/documents/tasks.ts';
import { PersonId } from '../../../src/core/ids.ts';
import type { Actor } from '../../../src/core/rollout/events.ts';
import { aBoxList } from '../../builders/boxes.ts';
import { aPlan, aStage } from '../../builders/plan.ts';
import { aRollout, examplePhases, noon } from '../../builders/rollout.ts';

const ana: Actor = { kind: 'person', person: PersonId.parse('ana'), roles: [], place: 'console' };
const ticks = { 'start/told': { done: true, by: ana, at: noon } };
const stage = aStage({
  checklist: aBoxList(
    'stage-1',
    { text: 'smoke tests' },
    { text: 'CI', evidence: { kind: 'ci', names: [] } },
  ),
});
const plan = aPlan({
  before: aBoxList('start', { text: 'told' }, { text: 'nice', required: false }),
  stages: [stage],
});

it('the checklist shows who ticked what before the first stage, and what comes', () => {
  const text = renderText(checklist(aRollout({ plan, ticks, phase: examplePhases.preparing }), noon));
  expect(text).toContain('[x] 1. told.');
  expect(text).toContain('ticked by ana');
  expect(text).toContain('2. nice (not required).');
  expect(text).toContain('Checklist (before stage 5 % is left)');
  expect(text).toContain('Belay looks at it then');
  expect(text).not.toContain('What only people can check');
});

it('the list of the moment says how many boxes hold the rollout; there is none where nothing is to be ticked', () => {
  const rollout = aRollout({ plan, ticks, phase: { ...examplePhases.observing, stage: 0 } as never });
  expect(boxesNow(rollout, idAsName, noon)?.summary).toContain('2 required boxes are open');
  expect(boxesNow(aRollout({ plan, phase: examplePhases['rolled-back'] }), idAsName, noon)).toBeNull();
});

it('tasks say by when they are due, and how long ago that was', () => {
  const tasks = {
    openedAt: noon,
    due: noon + 3_600_000,
    remindedAt: null,
    items: [
      { id: 'b', text: 'Team told', done: { by: ana, at: noon } },
      { id: 'a', text: 'Root cause found', done: null },
    ],
  };
  const rollout = aRollout({ phase: examplePhases['rolled-back'], tasks });
  const at = (now: number) => renderText(tasksDocument([rollout], idAsName, now));
  expect(at(noon)).toContain('in 1h.');
  expect(at(noon + 7_200_000)).toContain('1h ago');
  expect(at(noon)).toContain('done by ana');
  expect(at(noon)).toContain(`Say \`done ${rollout.id} 2\` when task 2 is done.`);
  expect(at(noon)).toContain('1 follow-up task is open.');
});
