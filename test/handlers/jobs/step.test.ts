import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { runStep, type StepParts } from '../../../handlers/jobs/step.ts';
import { Failure } from '../../../src/core/failure.ts';
import type { RolloutId } from '../../../src/core/ids.ts';
import type { CommandResult, RunCommand } from '../../../src/ports/command-runner.ts';
import { memoryRouter } from '../memory-router.ts';
import { openWorld, type World } from '../world.ts';
import { nowhere } from './shop.ts';

let world: World;
let id: RolloutId;
let holders = 0;
const never = new AbortController().signal;

interface Started {
  readonly argv: readonly string[];
  readonly signal: AbortSignal;
  readonly end: (result?: Partial<CommandResult>) => void;
}

/** Commands that run until the test ends them, or until they are stopped. */
let started: Started[];
const run: RunCommand = (argv, _timeout, signal) =>
  new Promise((resolve) => {
    const end = (result: Partial<CommandResult> = {}) =>
      resolve({ succeeded: true, sentence: 'exited with 0', output: '', took: 10, ...result });
    signal.addEventListener('abort', () => end({ succeeded: false, sentence: 'was stopped' }), {
      once: true,
    });
    started.push({ argv, signal, end });
  });

const parts = (): StepParts => ({ ...world.wired.jobs.step, run, newHolder: () => `holder-${holders++}` });

beforeAll(async () => {
  world = await openWorld(nowhere, memoryRouter());
});

afterAll(() => world[Symbol.asyncDispose]());

beforeEach(async () => {
  started = [];
  id = await world.rolloutOf('deploy built v2');
});

afterEach(async () => {
  await world.say(`rollback ${id}`);
  world.later(10_000);
  await world.workUntil(async () => (await world.store.find(id))?.phase === 'rolled-back');
});

/** Until the command runs, so many of them. */
async function runs(count: number): Promise<void> {
  while (started.length < count) await sleep(5);
}

const stepsOf = async () =>
  (await world.events(id)).flatMap((event) =>
    event.kind === 'step-started' || event.kind === 'step-finished' ? [event] : [],
  );

it('fills in the version per argument and records how the command ended', async () => {
  const running = runStep(parts(), id, never);
  await runs(1);
  started[0]?.end({ output: 'applied 0042' });
  await running;
  expect(started[0]?.argv).toEqual(['migrate', 'up v2']);
  expect(await stepsOf()).toMatchObject([
    { kind: 'step-started', attempt: 1 },
    { kind: 'step-finished', succeeded: true, output: 'applied 0042' },
  ]);
});

it('runs a command once, however many jobs ask for it', async () => {
  const running = Promise.all(Array.from({ length: 6 }, () => runStep(parts(), id, never)));
  await runs(1);
  await sleep(50);
  started[0]?.end();
  await running;
  expect(started).toHaveLength(1);
  expect(await stepsOf()).toHaveLength(2);
});

it('stops a command that the rollout no longer wants, and does not record it as the step', async () => {
  const running = runStep(parts(), id, never);
  await runs(1);
  await world.say(`rollback ${id}`);
  await running;
  expect(started[0]?.signal.aborted).toBe(true);
  expect(await stepsOf()).toMatchObject([{ kind: 'step-started' }]);
});

it('leaves a command to the worker that runs it, and runs it again once that one is dead', async () => {
  const dead = `step/${id}`;
  await world.store.leases.acquire(dead, 'a dead worker', world.now(), world.now() + 6000);
  await runStep(parts(), id, never);
  expect(started).toHaveLength(0);
  world.later(6001);
  const running = runStep(parts(), id, never);
  await runs(1);
  started[0]?.end();
  await running;
  expect(await stepsOf()).toHaveLength(2);
});

it('counts another attempt when it was begun before', async () => {
  const stopping = new AbortController();
  const first = runStep(parts(), id, stopping.signal);
  await runs(1);
  stopping.abort();
  await first;
  const second = runStep(parts(), id, never);
  await runs(2);
  started[1]?.end();
  await second;
  expect(await stepsOf()).toMatchObject([
    { kind: 'step-started', attempt: 1 },
    { kind: 'step-started', attempt: 2 },
    { kind: 'step-finished' },
  ]);
});

it('lets a command run on while the store does not answer for a moment', async () => {
  let answers = true;
  const { ledger } = world.wired;
  const hiccup: StepParts = {
    ...parts(),
    ledger: {
      ...ledger,
      load: async (rollout) => {
        if (answers) return ledger.load(rollout);
        throw new Failure('store-unreachable', 'The store does not answer.', { retryable: true });
      },
    },
  };
  const running = runStep(hiccup, id, never);
  await runs(1);
  answers = false;
  await sleep(1700);
  expect(started[0]?.signal.aborted).toBe(false);
  answers = true;
  started[0]?.end();
  await running;
  expect(await stepsOf()).toMatchObject([
    { kind: 'step-started' },
    { kind: 'step-finished', succeeded: true },
  ]);
});

it('stops a command whose lease has run out, for another worker may run it by now', async () => {
  const lost: StepParts = {
    ...parts(),
    leases: {
      ...world.store.leases,
      acquire: async (...asked) => {
        if (started.length === 0) return world.store.leases.acquire(...asked);
        world.later(7000);
        throw new Failure('store-unreachable', 'The store does not answer.', { retryable: true });
      },
    },
  };
  const running = runStep(lost, id, never);
  await runs(1);
  await running;
  expect(started[0]?.signal.aborted).toBe(true);
});
