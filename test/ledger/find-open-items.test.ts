import { expect, test } from 'vitest';
import { commands } from '../../commands/registry.ts';
import { createSuggest } from '../../handlers/discord/suggest.ts';
import { PersonId, RoleName, RolloutId } from '../../src/core/ids.ts';
import type { Rollout } from '../../src/core/rollout/state.ts';
import { findOpenItems } from '../../src/ledger/find-open-items.ts';
import type { RolloutRow } from '../../src/ports/store.ts';
import { aBoxList } from '../builders/boxes.ts';
import { aPlan } from '../builders/plan.ts';
import { aRollout, belay, examplePhases, noon } from '../builders/rollout.ts';

const dev = RoleName.parse('dev');
const speaker = { person: PersonId.parse('ada'), name: 'Ada', roles: [dev] };
const list = aBoxList(
  'start',
  { text: 'Support was told' },
  { text: 'CI is green', evidence: { kind: 'step', step: 'build' } },
  { text: 'Dashboards looked at', required: false },
);
const preparing = aRollout({
  id: RolloutId.parse('r-0000000001'),
  plan: aPlan({ before: list }),
  phase: examplePhases.preparing,
  ticks: { [list.boxes[0]?.id ?? '']: { done: true, by: belay, at: noon } },
});
const task = (text: string, done: boolean) => ({
  id: text,
  text,
  done: done ? { by: belay, at: noon } : null,
});
const back = aRollout({
  id: RolloutId.parse('r-0000000002'),
  phase: examplePhases['rolled-back'],
  tasks: {
    openedAt: noon,
    due: noon + 1,
    items: [task('Root cause found', true), task('Team told', false)],
    remindedAt: null,
  },
});
const rollouts: readonly Rollout[] = [preparing, back];

function parts(roles: readonly RoleName[] | 'anyone' = 'anyone') {
  return {
    access: { general: { tick: roles, done: roles }, environments: {} },
    ledger: { load: async (id: RolloutId) => rollouts.find((one) => one.id === id) ?? null },
    index: {
      recent: async () =>
        rollouts.map(({ id, plan, phase }) => ({
          id,
          environment: plan.environment,
          phase: phase.kind,
          open: phase.kind !== 'rolled-back',
        })) as unknown as readonly RolloutRow[],
    },
  };
}

test('boxes that people can tick, and tasks that are left, keep their numbers', async () => {
  const found = async (kind: 'boxes' | 'tasks') =>
    (await findOpenItems(parts(), kind, speaker)).map(({ rollout, number, text }) => [rollout, number, text]);
  expect(await found('boxes')).toEqual([[preparing.id, 3, 'Dashboards looked at']]);
  expect(await found('tasks')).toEqual([[back.id, 2, 'Team told']]);
});

test('nothing is shown to those who may not', async () => {
  expect(await findOpenItems(parts([RoleName.parse('lead')]), 'boxes', speaker)).toEqual([]);
});

test('Discord offers them with their words', async () => {
  const { access, ledger, index } = parts();
  const config = { access, services: [], environments: [], slots: [] };
  const specs = commands.map(({ spec }) => spec);
  const suggest = createSuggest({ config, specs, store: index, ledger });
  const asked = { kind: 'suggestions', name: 'tick', values: { item: 'dash' }, focused: 'item' } as const;
  const { service, environment } = preparing.plan;
  expect(await suggest(asked, speaker)).toEqual([
    { name: `3 · Dashboards looked at · ${service} in ${environment}`, value: '3' },
  ]);
});
