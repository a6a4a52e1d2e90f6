import type { Verdict } from '../../src/core/judge/verdict.ts';
import type { Actor, Recorded, RolloutEvent } from '../../src/core/rollout/events.ts';
import type { Check, Plan } from '../../src/core/rollout/plan.ts';
import { aCheck, aGate, errorRates } from './check.ts';
import { aPlan, aStage, aTarget } from './plan.ts';
import { aPerson, belay, noon, rolloutId } from './rollout.ts';

type Line = readonly [afterSeconds: number, actor: Actor, event: RolloutEvent];

/** Numbers the events from 1, at seconds after noon. */
export function recorded(lines: readonly Line[]): Recorded[] {
  return lines.map(([seconds, actor, event], index) => ({
    seq: index + 1,
    at: noon + seconds * 1000,
    actor,
    event,
  }));
}

export const trigger = aCheck('rollback', { text: 'error-rate > 5% for 1m', sustained: 60_000 });
export const criterion = aCheck('criterion', {
  text: 'error-rate < 1%',
  comparison: '<',
  limit: { kind: 'absolute', value: 0.01 },
});

/** 5 % and 50 % for five minutes each, two approvals, then everybody; one migration, one smoke test. */
export function storyPlan(): Plan {
  const checks = [trigger, criterion];
  return aPlan({
    stages: [
      aStage({ name: 'first', weight: 5, hold: 300_000, checks }),
      aStage({ name: 'half', weight: 50, hold: 300_000, checks, gate: aGate({ expiresAfter: 7_200_000 }) }),
      aStage({ name: 'everybody', weight: 100, hold: 60_000, checks }),
    ],
    prepare: [{ name: 'migrate', run: ['migrate', 'up'], undo: ['migrate', 'down'], timeout: 60_000 }],
    verify: [{ name: 'smoke', run: ['smoke'], undo: null, timeout: 60_000 }],
    probes: [
      {
        name: 'ready',
        kind: 'ready',
        path: '/ready',
        critical: true,
        delay: 0,
        every: 5000,
        timeout: 1000,
        failures: 3,
        successes: 1,
      },
    ],
  });
}

export function aVerdict(check: Check, overrides: Partial<Verdict> = {}): Verdict {
  return {
    check: check.id,
    verdict: 'pass',
    value: 0.002,
    limit: 0.05,
    stable: 0.001,
    requests: 1000,
    holdsSince: null,
    acts: false,
    sentence: `error-rate 0.2% does not break "${check.rule.text}" (1m window, 1000 requests, stable 0.1%)`,
    ...overrides,
  };
}

export function measured(stage: number, canary: number, verdicts: readonly Verdict[]): RolloutEvent {
  return {
    kind: 'measured',
    stage,
    measurements: [errorRates(canary)],
    verdicts: [...verdicts],
    probes: [{ name: 'ready', healthy: true, sentence: '200 in 12ms' }],
    traffic: { weight: 5, observed: 5.2, requests: 1000 },
  };
}

const fine = [aVerdict(trigger), aVerdict(criterion)];

function beginning(plan: Plan): readonly Line[] {
  return [
    [0, aPerson('ada'), { kind: 'requested', rollout: rolloutId, plan, reason: 'faster checkout' }],
    [0, aPerson('ada'), { kind: 'started', stable: aTarget('v1') }],
    [1, belay, { kind: 'step-started', phase: 'prepare', step: 0, name: 'migrate', attempt: 1 }],
    [
      9,
      belay,
      {
        kind: 'step-finished',
        phase: 'prepare',
        step: 0,
        name: 'migrate',
        succeeded: true,
        sentence: 'exited with 0',
        output: 'applied 0042',
        took: 8000,
      },
    ],
    [9, belay, { kind: 'stage-entered', stage: 0, weight: 5 }],
    [10, belay, { kind: 'weight-confirmed', stage: 0, traffic: { weight: 5, observed: null, requests: 0 } }],
    [20, belay, measured(0, 0.002, fine)],
  ];
}

/** Everything goes well; Grace pauses once, two people approve, the smoke test passes. */
export function goodStory(): Recorded[] {
  return recorded([
    ...beginning(storyPlan()),
    [30, aPerson('grace'), { kind: 'paused', reason: 'lunch' }],
    [90, aPerson('grace'), { kind: 'resumed' }],
    [380, belay, measured(0, 0.004, fine)],
    [380, belay, { kind: 'stage-passed', stage: 0, sentence: '2 of 2 checks pass' }],
    [380, belay, { kind: 'stage-entered', stage: 1, weight: 50 }],
    [
      381,
      belay,
      { kind: 'weight-confirmed', stage: 1, traffic: { weight: 50, observed: 49.4, requests: 900 } },
    ],
    [680, belay, measured(1, 0.003, fine)],
    [
      681,
      belay,
      {
        kind: 'approval-requested',
        stage: 1,
        gate: 1,
        reason: '2 of 2 checks pass',
        expiresAt: noon + 7_881_000,
      },
    ],
    [800, aPerson('lin'), { kind: 'approved', gate: 1, person: 'lin', roles: ['team-lead'] } as RolloutEvent],
    [
      900,
      aPerson('sam'),
      { kind: 'approved', gate: 1, person: 'sam', roles: ['sre-oncall'] } as RolloutEvent,
    ],
    [900, aPerson('sam'), { kind: 'gate-opened', gate: 1 }],
    [900, belay, { kind: 'stage-passed', stage: 1, sentence: 'approved' }],
    [900, belay, { kind: 'stage-entered', stage: 2, weight: 100 }],
    [
      901,
      belay,
      { kind: 'weight-confirmed', stage: 2, traffic: { weight: 100, observed: 100, requests: 800 } },
    ],
    [960, belay, measured(2, 0.003, fine)],
    [961, belay, { kind: 'stage-passed', stage: 2, sentence: '2 of 2 checks pass' }],
    [962, belay, { kind: 'step-started', phase: 'verify', step: 0, name: 'smoke', attempt: 1 }],
    [
      970,
      belay,
      {
        kind: 'step-finished',
        phase: 'verify',
        step: 0,
        name: 'smoke',
        succeeded: true,
        sentence: 'exited with 0',
        output: '',
        took: 7500,
      },
    ],
    [971, belay, { kind: 'completed', stable: storyPlan().canary.version, keptUntil: noon + 1_571_000 }],
  ]);
}

/** The first stage breaks the error limit for a minute: Belay takes everything back and undoes the migration. */
export function badStory(): Recorded[] {
  const since = noon + 40_000;
  const sentence = 'error-rate 8.1% breaks "error-rate > 5% for 1m" (1m window, 1000 requests, stable 0.1%)';
  const broken = aVerdict(trigger, {
    verdict: 'warn',
    value: 0.081,
    holdsSince: since,
    sentence: `${sentence}, 0ms of 1m`,
  });
  const unmet = aVerdict(criterion, {
    verdict: 'fail',
    sentence: 'error-rate 8.1% does not meet "error-rate < 1%" (1m window, 1000 requests, stable 0.1%)',
  });
  const acting: Verdict = { ...broken, verdict: 'fail', acts: true, sentence: `${sentence}, held for 1m` };
  return recorded([
    ...beginning(storyPlan()),
    [40, belay, measured(0, 0.081, [broken, unmet])],
    [70, aPerson('grace'), { kind: 'noted', text: 'checkout errors, looks like the new tax call' }],
    [100, belay, measured(0, 0.093, [acting, unmet])],
    [
      100,
      belay,
      {
        kind: 'rollback-ordered',
        cause: { kind: 'trigger', check: trigger.id, sentence: acting.sentence },
        gradual: false,
        from: 5,
      },
    ],
    [100.2, belay, { kind: 'safe' }],
    [101, belay, { kind: 'step-started', phase: 'undo', step: 0, name: 'migrate', attempt: 1 }],
    [
      104,
      belay,
      {
        kind: 'step-finished',
        phase: 'undo',
        step: 0,
        name: 'migrate',
        succeeded: true,
        sentence: 'exited with 0',
        output: '',
        took: 3000,
      },
    ],
    [104, belay, { kind: 'rolled-back' }],
  ]);
}
