import { expect, it } from 'vitest';
import { withBreaker } from '../../../src/adapters/model/breaker.ts';
import type { Model, ModelAnswer, ModelFault } from '../../../src/ports/model.ts';
import { requestWithin } from './asking.ts';

const by = { asked: 'm', served: null, requestId: null, stopReason: null, usage: null };
const fails = (fault: ModelFault): ModelAnswer => ({ kind: 'failed', fault, sentence: 'It failed.', by });
const works: ModelAnswer = { kind: 'answered', value: {}, by };

function scripted(answers: ModelAnswer[]): Model & { asked: number } {
  return {
    asked: 0,
    unavailable: () => null,
    nameOf: () => 'm',
    countTokens: async () => 1,
    async ask() {
      this.asked += 1;
      return answers.shift() ?? works;
    },
  };
}

const request = requestWithin(1000);
const rest = { after: 2, rests: 40 };

it('faults of the service in a row rest it; nobody is asked meanwhile; then it is tried once', async () => {
  const model = scripted([fails('overloaded'), fails('deadline'), fails('unreachable')]);
  const guarded = withBreaker(model, rest);
  await guarded.ask(request);
  expect(guarded.unavailable()).toBeNull();
  await guarded.ask(request);
  expect(guarded.unavailable()).toContain('2 times in a row');
  expect(await guarded.ask(request)).toMatchObject({ kind: 'failed', fault: 'resting' });
  expect(model.asked).toBe(2);
  await new Promise((resolve) => setTimeout(resolve, 60));
  expect(guarded.unavailable()).toBeNull();
  expect(await guarded.ask(request)).toMatchObject({ fault: 'unreachable' });
  expect(await guarded.ask(request)).toMatchObject({ fault: 'resting' });
  await new Promise((resolve) => setTimeout(resolve, 60));
  expect(await guarded.ask(request)).toBe(works);
  expect(await guarded.ask(request)).toBe(works);
});

it('what a model makes of single requests does not rest it', async () => {
  const model = scripted(
    (['refused', 'truncated', 'empty', 'not-json', 'rejected', 'too-large'] as const).map(fails),
  );
  const guarded = withBreaker(model, rest);
  for (let times = 0; times < 7; times += 1) await guarded.ask(request);
  expect(guarded.unavailable()).toBeNull();
  expect(model.asked).toBe(7);
});

it('an answer between two faults counts them anew', async () => {
  const guarded = withBreaker(scripted([fails('broken'), works, fails('broken'), works]), rest);
  for (let times = 0; times < 4; times += 1) await guarded.ask(request);
  expect(guarded.unavailable()).toBeNull();
});
