import { Card } from '../../src/core/card/card.ts';

const minute = 60_000;

/** Ids of the sample rollouts, newest first. */
export const ids = {
  shop: 'r-7hq2m0v4dk',
  checkout: 'r-3w8nk5tz1c',
  payments: 'r-0pf6y9xr2b',
  search: 'r-5md1g7sj8e',
} as const;

export function observingCard(now: number): Card {
  return Card.parse({
    rollout: ids.shop,
    seq: 31,
    title: 'shop v2 to production',
    service: 'shop',
    environment: 'production',
    version: 'v2',
    stable: 'v1',
    phase: 'observing',
    tone: 'moving',
    over: false,
    requestedBy: 'ana',
    requestedAt: now - 9 * minute,
    reason: 'faster product pages',
    now: { sentence: 'Observing 25 %: all 5 checks are well.', since: now - 112_000 },
    next: { sentence: '50 % of traffic', at: now + 188_000 },
    stages: [
      { label: '5%', weight: 5, state: 'done', from: null, to: null, asks: false },
      {
        label: '25%',
        weight: 25,
        state: 'current',
        from: now - 112_000,
        to: now + 188_000,
        asks: false,
      },
      { label: '50%', weight: 50, state: 'ahead', from: null, to: null, asks: true },
      { label: '100%', weight: 100, state: 'ahead', from: null, to: null, asks: false },
    ],
    traffic: { wanted: 25, observed: 24.6, requests: 12_408 },
    checks: [
      check('Error rate', '0.21 %', '0.19 %', 'error-rate > 2% for 1m', 'good'),
      check('Error rate against stable', '1.1×', '0.19 %', 'error-rate > 1.5x stable for 2m', 'good'),
      {
        ...check('p95 latency', '231 ms', '188 ms', 'p95 > stable + 20% for 5m', 'warning'),
        sentence:
          'p95 is 231 ms, above 226 ms (stable 188 ms + 20 %) for 1m 10s, over 1m and 3,102 requests. It rolls back after 5m.',
      },
      check('p99 latency', '402 ms', '371 ms', 'p99 > 1000ms for 5m', 'good'),
      check('Conversion', '84.9 %', '85.3 %', 'conversion < baseline - 5% for 15m', 'good'),
    ],
    approval: null,
    decisions: [],
    source: null,
    origin: null,
    actions: [
      action('Promote', `promote ${ids.shop}`, 'primary', 'promote', false),
      action('Pause', `pause ${ids.shop}`, 'plain', 'pause', true),
      action('Roll back', `rollback ${ids.shop}`, 'danger', 'rollback', true),
    ],
    undoByHand: [
      'echo "set server shop/v2 state maint" | socat stdio /run/haproxy/admin.sock',
      'echo "set server shop/v1 weight 256" | socat stdio /run/haproxy/admin.sock',
    ],
  });
}

export function waitingCard(now: number): Card {
  return Card.parse({
    ...observingCard(now),
    rollout: ids.checkout,
    seq: 44,
    title: 'checkout 2026.11.3 to production',
    service: 'checkout',
    version: '2026.11.3',
    stable: '2026.11.2',
    phase: 'waiting',
    tone: 'warning',
    requestedBy: 'jonas',
    requestedAt: now - 52 * minute,
    reason: null,
    now: { sentence: 'Waiting for approval before 100 %.', since: now - 6 * minute },
    next: { sentence: 'Rolls back when nobody approves', at: now + 114 * minute },
    stages: [
      { label: '10%', weight: 10, state: 'done', from: null, to: null, asks: false },
      { label: '50%', weight: 50, state: 'current', from: null, to: null, asks: true },
      { label: '100%', weight: 100, state: 'ahead', from: null, to: null, asks: false },
    ],
    traffic: { wanted: 50, observed: 49.8, requests: 40_112 },
    checks: [
      check('Error rate', '0.08 %', '0.09 %', 'error-rate > 1% for 1m', 'good'),
      check('p95 latency', '142 ms', '140 ms', 'p95 > 500ms for 5m', 'good'),
    ],
    approval: {
      gate: 2,
      stage: '50%',
      towards: 'everybody',
      needed: 2,
      roles: ['team-lead', 'sre-oncall'],
      given: [{ person: 'mira', at: now - 4 * minute }],
      expiresAt: now + 114 * minute,
      reason: 'Half of all traffic has been on 2026.11.3 for 30m; the next stage is everybody.',
      eligible: [
        { person: 'tom', name: 'tom' },
        { person: 'lea', name: 'lea' },
      ],
    },
    decisions: [
      {
        gate: 1,
        stage: '10%',
        outcome: 'approved',
        votes: [{ person: 'mira', at: now - 30 * minute }],
        by: null,
        reason: null,
        at: now - 30 * minute,
      },
    ],
    actions: [
      action('Approve', `approve ${ids.checkout}`, 'primary', 'approve', false),
      action('Reject', `reject ${ids.checkout}`, 'plain', 'reject', true),
      action('Roll back', `rollback ${ids.checkout}`, 'danger', 'rollback', true),
    ],
  });
}

export function rolledBackCard(now: number): Card {
  return Card.parse({
    ...observingCard(now),
    rollout: ids.payments,
    seq: 27,
    title: 'payments v41 to production',
    service: 'payments',
    version: 'v41',
    stable: 'v40',
    phase: 'rolled-back',
    tone: 'bad',
    over: true,
    requestedAt: now - 190 * minute,
    now: {
      sentence: 'Rolled back: error-rate was 6.3 %, above 2 %, for 1m. All traffic is on v40.',
      since: now - 171 * minute,
    },
    next: { sentence: '', at: null },
    stages: [
      { label: '5%', weight: 5, state: 'undone', from: null, to: null, asks: false },
      { label: '25%', weight: 25, state: 'undone', from: null, to: null, asks: false },
      { label: '50%', weight: 50, state: 'ahead', from: null, to: null, asks: true },
      { label: '100%', weight: 100, state: 'ahead', from: null, to: null, asks: false },
    ],
    traffic: { wanted: 0, observed: 0, requests: 9120 },
    checks: [
      {
        ...check('Error rate', '6.3 %', '0.2 %', 'error-rate > 2% for 1m', 'bad'),
        sentence: 'error-rate is 6.3 %, above 2 % for 1m, over 1m and 2,204 requests; stable has 0.2 %.',
      },
      check('p95 latency', '210 ms', '198 ms', 'p95 > 500ms for 5m', 'good'),
    ],
    actions: [],
  });
}

export function completedCard(now: number): Card {
  return Card.parse({
    ...observingCard(now),
    rollout: ids.search,
    seq: 38,
    title: 'search v7 to production',
    service: 'search',
    version: 'v7',
    stable: 'v7',
    phase: 'completed',
    tone: 'good',
    over: true,
    requestedAt: now - 1500 * minute,
    now: { sentence: 'Everybody is served by v7.', since: now - 1440 * minute },
    next: { sentence: 'v6 is kept for a rollback', at: null },
    stages: [5, 25, 50, 100].map((weight) => ({
      label: `${weight}%`,
      weight,
      state: 'done' as const,
      from: null,
      to: null,
      asks: weight === 50,
    })),
    traffic: { wanted: 100, observed: 100, requests: 51_220 },
    checks: [],
    actions: [action('Roll back', `rollback ${ids.search}`, 'danger', 'rollback', true)],
  });
}

function check(label: string, value: string, stable: string, rule: string, tone: string) {
  return { label, value, stable, rule, tone, sentence: `${label} is ${value}, within ${rule}.` };
}

export function action(label: string, command: string, style: string, verb: string, wantsReason: boolean) {
  return { label, command, style, verb, wantsReason };
}
