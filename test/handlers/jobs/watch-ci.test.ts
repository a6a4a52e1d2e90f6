import { expect, it } from 'vitest';
import { createWatchCi } from '../../../handlers/jobs/watch-ci.ts';
import type { CiReading } from '../../../src/ports/ci.ts';
import { aBoxList } from '../../builders/boxes.ts';
import { aPlan } from '../../builders/plan.ts';
import { aRollout, examplePhases, noon } from '../../builders/rollout.ts';

const source = { repository: 'acme/api', commit: 'c'.repeat(40), pull: null };
const before = aBoxList('start', { text: 'CI', evidence: { kind: 'ci', names: ['build'] } });
const rollout = aRollout({ plan: aPlan({ source, before }), phase: examplePhases.preparing });
const green: CiReading = { kind: 'read', checks: [{ name: 'build', state: 'green' }], unread: null };

function watched(answers: readonly Promise<CiReading>[]) {
  let asked = 0;
  const watch = createWatchCi(() => answers[asked++] ?? Promise.resolve(green));
  return { watch, asked: () => asked };
}

it('never waits for CI: what it said is found at a later look', async () => {
  const { watch } = watched([Promise.resolve(green)]);
  expect(watch(rollout, noon)).toEqual([]);
  await Promise.resolve();
  expect(watch(rollout, noon + 1)).toMatchObject([
    { kind: 'ci-found', names: ['build'], verdict: { state: 'green' } },
  ]);
});

it('asks every thirty seconds at most, also while there is no answer', async () => {
  const { watch, asked } = watched([new Promise(() => undefined)]);
  for (let at = 0; at < 60_000; at += 1000) watch(rollout, noon + at);
  expect(asked()).toBe(2);
});

it('asks nothing where no box that counts now asks for it', () => {
  const { watch, asked } = watched([]);
  watch(aRollout({ plan: aPlan({ source }) }), noon);
  watch(aRollout({ plan: aPlan({ before }), phase: examplePhases.preparing }), noon);
  watch(aRollout({ plan: aPlan({ source, before }), phase: examplePhases.observing }), noon);
  expect(asked()).toBe(0);
});

it('says that it is unknown where it could not be asked', async () => {
  const { watch } = watched([Promise.resolve({ kind: 'unknown', sentence: 'away' })]);
  watch(rollout, noon);
  await Promise.resolve();
  expect(watch(rollout, noon + 1)).toMatchObject([{ verdict: { state: 'unknown', sentence: 'away' } }]);
});
