import { BrokenCircuitError, ConsecutiveBreaker, circuitBreaker, handleWhenResult } from 'cockatiel';
import type { Millis } from '../../core/time.ts';
import type { Model, ModelAnswer, ModelFault, ModelRequest } from '../../ports/model.ts';
import { failed } from './failed.ts';

/** Faults of the service. What a model made of one request says nothing of the next. */
const serviceFaults: ReadonlySet<ModelFault> = new Set([
  'unauthorised',
  'rate-limited',
  'overloaded',
  'unreachable',
  'deadline',
  'broken',
]);

export interface Rest {
  /** Faults of the service in a row after which it rests. */
  readonly after: number;
  /** How long, before one request tries it again. */
  readonly rests: Millis;
}

/** A model that is left alone for a while when its service fails again and again, so that nobody waits for it. */
export function withBreaker(model: Model, { after, rests }: Rest = { after: 4, rests: 60_000 }): Model {
  const sick = (answer: unknown) => isAnswer(answer) && serviceFaults.has(answer.fault);
  const policy = circuitBreaker(handleWhenResult(sick), {
    halfOpenAfter: rests,
    breaker: new ConsecutiveBreaker(after),
  });
  let openUntil = 0;
  policy.onBreak(() => {
    openUntil = performance.now() + rests;
  });
  const sentence = `The model’s service failed ${after} times in a row, so it is left alone for a while.`;
  return {
    nameOf: (tier) => model.nameOf(tier),
    countTokens: (request) => model.countTokens(request),
    unavailable: () => model.unavailable() ?? (performance.now() < openUntil ? sentence : null),
    ask: async (request: ModelRequest): Promise<ModelAnswer> => {
      try {
        return await policy.execute(() => model.ask(request));
      } catch (error) {
        const asked = model.nameOf(request.tier);
        const by = { asked, served: null, requestId: null, stopReason: null, usage: null };
        if (error instanceof BrokenCircuitError) return failed('resting', sentence, by);
        return failed('broken', 'The model could not be asked.', by);
      }
    },
  };
}

function isAnswer(value: unknown): value is Extract<ModelAnswer, { kind: 'failed' }> {
  return typeof value === 'object' && value !== null && 'kind' in value && value.kind === 'failed';
}
