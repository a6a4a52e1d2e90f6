import type { Card } from '../../../src/core/card/card.ts';
import { PersonId, PlaceName } from '../../../src/core/ids.ts';
import { noon, rolloutId } from '../../builders/rollout.ts';

export const commit = 'd6fde92930d4715a2b49857d24b940956b26d2d3';

/** shop v2 on its way to production, observed at its second stage of three. */
export function aCard(overrides: Partial<Card> = {}): Card {
  return {
    rollout: rolloutId,
    seq: 7,
    title: 'shop v2 → production',
    service: 'shop',
    environment: 'production',
    version: 'v2',
    stable: 'v1',
    phase: 'observing',
    tone: 'moving',
    over: false,
    requestedBy: 'Ada',
    requestedAt: noon,
    reason: null,
    source: { repository: 'acme/shop', commit, pull: 12 },
    origin: { place: PlaceName.parse('github'), thread: 'acme/shop#12' },
    now: { sentence: '25% of the traffic is observed.', since: noon },
    next: { sentence: 'Then 100%.', at: noon + 300_000 },
    stages: [
      { label: '5%', weight: 5, state: 'done', from: null, to: null, asks: false },
      { label: '25%', weight: 25, state: 'current', from: noon, to: noon + 300_000, asks: true },
      { label: '100%', weight: 100, state: 'ahead', from: null, to: null, asks: false },
    ],
    traffic: { wanted: 25, observed: 24.8, requests: 1200 },
    checks: [
      {
        label: 'error-rate',
        value: '0.2%',
        stable: '0.1%',
        rule: 'error-rate < 1%',
        tone: 'good',
        sentence: 'error-rate 0.2% meets "error-rate < 1%" (1m window, 1200 requests, stable 0.1%)',
      },
    ],
    approval: null,
    decisions: [],
    actions: [],
    undoByHand: ['curl -X POST http://127.0.0.1:7000/stable'],
    ...overrides,
  };
}

export function anApproval(overrides: Partial<NonNullable<Card['approval']>> = {}): Card['approval'] {
  return {
    gate: 2,
    stage: '25%',
    towards: 'everybody',
    needed: 2,
    roles: ['team-lead', 'sre-oncall'],
    given: [{ person: 'Grace', at: noon }],
    expiresAt: noon + 7_200_000,
    reason: 'All checks pass',
    eligible: [{ person: PersonId.parse('linus'), name: 'Linus' }],
    ...overrides,
  };
}

/** The same card with something typed wherever people or programs can have typed. */
export function cardTyped(text: string): Card {
  const check = { label: text, value: text, stable: text, rule: text, tone: 'bad', sentence: text } as const;
  return aCard({
    title: text,
    service: text,
    environment: text,
    version: text,
    requestedBy: text,
    reason: text,
    now: { sentence: text, since: noon },
    next: { sentence: text, at: null },
    stages: [{ label: text, weight: 25, state: 'current', from: null, to: null, asks: true }],
    checks: [check, check],
    approval: anApproval({
      stage: text,
      towards: text,
      roles: [text],
      given: [{ person: text, at: noon }],
      reason: text,
      eligible: [{ person: PersonId.parse('linus'), name: text }],
    }),
    decisions: [
      {
        gate: 1,
        stage: text,
        outcome: 'rejected',
        votes: [{ person: text, at: noon }],
        by: text,
        reason: text,
        at: noon,
      },
    ],
    remarks: [{ label: text, sentence: text, tone: 'warning' }],
    undoByHand: [text, text],
  });
}
