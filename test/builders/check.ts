import type { Measurement } from '../../src/core/judge/measurement.ts';
import type { Rule } from '../../src/core/judge/rule.ts';
import type { Gate } from '../../src/core/rollout/gates/gate-plan.ts';
import type { Check, CheckAction } from '../../src/core/rollout/plan.ts';

export function aRule(overrides: Partial<Rule> = {}): Rule {
  return {
    text: 'error-rate > 5%',
    metric: 'error-rate',
    comparison: '>',
    limit: { kind: 'absolute', value: 0.05 },
    window: 60_000,
    sustained: 0,
    instant: false,
    minimumRequests: 100,
    ...overrides,
  };
}

export function aCheck(action: CheckAction, overrides: Partial<Rule> = {}): Check {
  const rule = aRule(overrides);
  return { id: `${action}: ${rule.text}`, action, rule };
}

/** Canary and stable error rates over the default window, with plenty of requests. */
export function errorRates(canary: number, stable = 0.001, requests = 1000): Measurement {
  return {
    metric: 'error-rate',
    window: 60_000,
    canary: { kind: 'value', value: canary, requests, errors: Math.round(requests * canary) },
    stable: { kind: 'value', value: stable, requests: 10_000, errors: Math.round(10_000 * stable) },
  };
}

export function noErrorRates(): Measurement {
  const none = { kind: 'none', reason: 'no-traffic', sentence: 'no requests in the window' } as const;
  return { metric: 'error-rate', window: 60_000, canary: none, stable: none };
}

export function aGate(overrides: Partial<Gate> = {}): Gate {
  return {
    approvals: 2,
    roles: ['team-lead', 'sre-oncall'] as Gate['roles'],
    requesterMayApprove: false,
    expiresAfter: 60_000,
    onReject: 'roll_back',
    onExpiry: 'roll_back',
    ...overrides,
  };
}
