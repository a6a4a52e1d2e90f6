import { Card } from '../../../src/core/card/card.ts';

/** A canary at 5 % that is observed, two minutes into a hold of fifteen; `now` is the moment it was made for. */
export const now = 1_800_000_000_000;

export function exampleCard(changes: Partial<Record<keyof Card, unknown>> = {}): Card {
  const minute = 60_000;
  return Card.parse({
    rollout: 'r-0123456789',
    seq: 12,
    title: 'checkout v2.3.0 → production',
    service: 'checkout',
    environment: 'production',
    version: 'v2.3.0',
    stable: 'v2.2.9',
    phase: 'observing',
    tone: 'moving',
    over: false,
    requestedBy: 'Ada',
    requestedAt: now - 8 * minute,
    reason: 'new payment form',
    now: { sentence: 'v2.3.0 serves 5 % and is healthy; all 5 checks pass.', since: now - 2 * minute },
    next: {
      sentence: 'When the hold ends and the criteria are met: 25 % of the traffic for 2h.',
      at: now + 13 * minute,
    },
    stages: [
      { label: '1 %', weight: 1, state: 'done', from: null, to: null, asks: false },
      {
        label: '5 %',
        weight: 5,
        state: 'current',
        from: now - 2 * minute,
        to: now + 13 * minute,
        asks: false,
      },
      { label: '25 %', weight: 25, state: 'ahead', from: null, to: null, asks: false },
      { label: '50 %', weight: 50, state: 'ahead', from: null, to: null, asks: true },
      { label: '100 %', weight: 100, state: 'ahead', from: null, to: null, asks: false },
    ],
    traffic: { wanted: 5, observed: 4.8, requests: 12_044 },
    checks: [
      check('error-rate', '0.08 %', '0.07 %', 'error-rate > 2% over 1m for 1m', 'good'),
      check('error-rate', '0.08 %', '0.07 %', 'error-rate < 0.2%', 'good'),
      check('p95', '187 ms', '181 ms', 'p95 > 500ms for 2m', 'good'),
      check('success-rate', '99.92 %', '99.93 %', 'success-rate < 98%', 'good'),
      check('memory', '82 %', '61 %', 'memory > 85%', 'warning'),
      check('ready', 'healthy', '', '3 failures in a row roll back', 'good'),
      check('conversion', 'no data', '', 'conversion < baseline - 5% for 15m', 'quiet'),
    ],
    approval: null,
    decisions: [],
    source: null,
    origin: null,
    actions: [
      action('Promote', 'promote r-0123456789', 'promote'),
      action('Pause', 'pause r-0123456789', 'pause'),
      { ...action('Roll back', 'rollback r-0123456789', 'rollback'), wantsReason: true },
    ],
    undoByHand: ['echo "set server shop/canary state maint" | socat stdio /run/haproxy.sock'],
    ...changes,
  });
}

export function check(label: string, value: string, stable: string, rule: string, tone: string): object {
  return { label, value, stable, rule, tone, sentence: `${label} is ${value}` };
}

function action(label: string, command: string, verb: string): object {
  return { label, command, verb, style: 'plain', wantsReason: false };
}
