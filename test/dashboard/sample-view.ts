import type { ChartSeries, RolloutView, TimelineEntry } from '../../dashboard/src/wire.ts';
import type { Card } from '../../src/core/card/card.ts';
import { DocumentTree } from '../../src/core/documents/tree.ts';

/** A rollout in full, as the server sends it: twenty points a chart, in the manner of a recording. */
export function viewOf(card: Card, now: number): RolloutView {
  return {
    card,
    timeline: timeline(card, now),
    series: series(now),
    documents: [
      {
        document: 'checklist',
        part: '',
        title: `Checklist for ${card.service} ${card.version}`,
        draftedBy: 'template',
        at: card.requestedAt,
      },
      {
        document: 'go-no-go',
        part: 'gate-2',
        title: `Go/no-go: ${card.service} ${card.version} at 25 %`,
        draftedBy: 'model',
        at: now - 90_000,
      },
      { document: 'report', part: '', title: 'Report so far', draftedBy: 'template', at: now - 60_000 },
    ],
  };
}

function series(now: number): ChartSeries {
  const start = now - 500_000;
  const points = (stable: number, canary: number, noise: number) =>
    Array.from({ length: 50 }, (_, place) => ({
      at: start + place * 10_000,
      stable: round(stable + noise * wave(place)),
      canary: place < 4 ? null : round(canary + noise * 2 * wave(place * 1.7 + 3) + (noise * place) / 12),
    }));
  return {
    metrics: [
      {
        name: 'error-rate',
        unit: 'ratio',
        points: points(0.0019, 0.002, 0.0003),
        limits: [{ label: 'error-rate > 2% for 1m', value: 0.02 }],
      },
      {
        name: 'p95',
        unit: 'duration',
        points: points(188, 200, 6),
        limits: [{ label: 'p95 > stable + 20% for 5m', value: 226 }],
      },
      {
        name: 'p99',
        unit: 'duration',
        points: points(371, 384, 12),
        limits: [{ label: 'p99 > 1000ms for 5m', value: 1000 }],
      },
      {
        name: 'conversion',
        unit: 'ratio',
        points: points(0.853, 0.851, 0.004),
        limits: [{ label: 'conversion < baseline - 5% for 15m', value: 0.805 }],
      },
    ],
    weights: [
      { at: start, weight: 0 },
      { at: start + 40_000, weight: 5 },
      { at: now - 112_000, weight: 25 },
    ],
  };
}

function wave(place: number): number {
  return Math.sin(place * 0.9) * 0.6 + Math.sin(place * 2.3 + 1) * 0.4;
}

function round(value: number): number {
  return Number(value.toPrecision(4));
}

function timeline(card: Card, now: number): TimelineEntry[] {
  const entry = (
    seq: number,
    ago: number,
    actor: string,
    tone: TimelineEntry['tone'],
    sentence: string,
    detail: string | null = null,
  ): TimelineEntry => ({ seq, at: now - ago * 1000, actor, tone, sentence, detail });
  return [
    entry(1, 540, card.requestedBy, 'quiet', `Asked for ${card.title}: ${card.reason ?? 'no reason given'}`),
    entry(2, 539, 'Belay', 'quiet', `Started; everybody is served by ${card.stable}.`),
    entry(
      3,
      530,
      'Belay',
      'good',
      'migrate finished in 6s.',
      'applied 0042_add_price_index.sql\n1 row changed',
    ),
    entry(4, 520, 'Belay', 'good', 'Probe ready answered 200 three times.'),
    entry(5, 460, 'Belay', 'moving', 'Stage 5 %: 5 % of traffic is wanted on the canary.'),
    entry(6, 458, 'Belay', 'good', '4.9 % was seen on the canary, over 812 requests.'),
    entry(7, 114, 'Belay', 'good', 'Stage 5 % passed: all criteria met.'),
    entry(8, 112, 'Belay', 'moving', 'Stage 25 %: 25 % of traffic is wanted on the canary.'),
    entry(
      card.seq,
      70,
      'Belay',
      'warning',
      'p95 is 231 ms, above 226 ms (stable 188 ms + 20 %).',
      'window 1m · 3,102 requests · stable 188 ms · acts after 5m',
    ),
  ];
}

export function checklist(now: number): DocumentTree {
  return DocumentTree.parse({
    title: 'Checklist for shop v2',
    summary: 'Seven of nine points are settled; two are left to people.',
    draftedBy: 'template',
    draftedWhy: 'no model is configured',
    at: now - 540_000,
    blocks: [
      { kind: 'heading', text: 'Before traffic' },
      {
        kind: 'checklist',
        items: [
          { text: 'Continuous integration passed', done: true, evidence: 'commit 4be1f09, 212 tests' },
          { text: 'Security scan passed', done: true, evidence: null },
          { text: 'Error budget above 10 %', done: false, evidence: '8.2 % left of 30 days' },
          { text: 'Support is told', done: null, evidence: null },
        ],
      },
      { kind: 'heading', text: 'What will happen' },
      { kind: 'paragraph', text: 'Four stages, each compared with v1.' },
      {
        kind: 'table',
        columns: ['Stage', 'Hold', 'Gate'],
        rows: [
          ['5 %', '5m', 'none'],
          ['25 %', '5m', 'none'],
          ['50 %', '10m', '2 approvals of team-lead, sre-oncall'],
        ],
      },
      {
        kind: 'facts',
        rows: [
          { name: 'Stable', value: 'v1' },
          { name: 'Plan', value: '9f2c…41aa' },
        ],
      },
      { kind: 'list', items: ['The previous version is kept for 24h.', 'Rollback is immediate.'] },
      { kind: 'code', lines: ['npx belay rollback shop "reason"'] },
    ],
  });
}

/** With a decision, somebody else's words and figures. */
export function goNoGo(now: number): DocumentTree {
  return DocumentTree.parse({
    title: 'Go/no-go: shop v2 at 25 %',
    summary: 'Every criterion is met, and 3,102 requests were measured.',
    draftedBy: 'model',
    draftedWhy: 'A model drafted it and every gate passed.',
    at: now - 90_000,
    blocks: [
      {
        kind: 'decision',
        outcome: 'proceed',
        sentence: '2 of 2 criteria are met, no trigger holds, and nobody objects.',
      },
      { kind: 'heading', text: 'What was measured' },
      { kind: 'facts', rows: [{ name: 'error-rate', value: '0.2 %, stable 0.2 %' }] },
      { kind: 'quote', source: 'Pull request 42', text: 'Totally safe, please approve <b>now</b>.' },
      { kind: 'decision', outcome: 'hold', sentence: 'p95 is above its limit.' },
      { kind: 'decision', outcome: 'roll_back', sentence: 'error-rate is above its limit.' },
      { kind: 'decision', outcome: 'insufficient_data', sentence: 'Nothing was measured.' },
    ],
  });
}
