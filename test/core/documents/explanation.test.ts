import { describe, expect, it } from 'vitest';
import { explanation } from '../../../src/core/documents/explanation.ts';
import { renderText } from '../../../src/core/documents/render-text.ts';
import type { Verdict } from '../../../src/core/judge/verdict.ts';
import type { Check, Metric } from '../../../src/core/rollout/plan.ts';
import type { Rollout } from '../../../src/core/rollout/state.ts';
import { aCheck } from '../../builders/check.ts';
import { aPlan, aStage } from '../../builders/plan.ts';
import { aPerson, aRollout, belay, examplePhases, noon } from '../../builders/rollout.ts';
import { aVerdict, measured, recorded } from '../../builders/story.ts';

const lasting = aCheck('rollback', { text: 'error-rate > 5% for 5m', sustained: 300_000 });
const relative = aCheck('pause', {
  text: 'error-rate > 1.5x stable',
  limit: { kind: 'stable-factor', factor: 1.5 },
});
const criterion = aCheck('criterion', {
  text: 'error-rate < 1%',
  comparison: '<',
  limit: { kind: 'absolute', value: 0.01 },
});
const worse = aCheck('rollback', {
  text: 'error-rate worse than stable',
  limit: { kind: 'worse', margin: 1 },
  minimumRequests: 0,
});
const within = aCheck('criterion', {
  text: 'error-rate within 1.5x stable',
  comparison: '<=',
  limit: { kind: 'within', margin: 1.5 },
  minimumRequests: 0,
});
const score = aCheck('criterion', {
  text: 'comparison score >= 75',
  metric: 'comparison',
  comparison: '>=',
  limit: { kind: 'score', pass: 75 },
});

const link = 'http://prometheus:9090/graph?g0.expr=up';

function watched(checks: readonly Check[], verdicts: readonly Verdict[], overrides: Partial<Rollout> = {}) {
  const plan = aPlan({
    stages: [aStage({ name: 'first', checks: [...checks] }), aStage({ name: 'rest', weight: 50 })],
  });
  return aRollout({ plan, verdicts, measuredAt: noon + 60_000, ...overrides });
}

function told(
  rollout: Rollout,
  only: readonly Check[] | null = null,
  events: Parameters<typeof recorded>[0] = [],
) {
  const ids = only === null ? null : new Set(only.map(({ id }) => id));
  return explanation(rollout, recorded(events), { now: noon + 90_000, only: ids });
}

function textOf(...args: Parameters<typeof told>): string {
  return renderText(told(...args), 1000);
}

/** The values of one line, of every check that has it. */
function facts(name: string, ...args: Parameters<typeof told>): readonly string[] {
  return told(...args).blocks.flatMap((block) =>
    block.kind === 'facts' ? block.rows.filter((row) => row.name === name).map(({ value }) => value) : [],
  );
}

describe('why a rollout stands where it does', () => {
  it('has the same sentence for a check that the card has', () => {
    const rollout = watched([lasting], [aVerdict(lasting)]);
    expect(textOf(rollout)).toContain(`${aVerdict(lasting).sentence}.`);
    expect(told(rollout).summary).toBe(
      'api v2 in production, at stage first; 1 check: 1 fine; measured 30s ago. Times are UTC.',
    );
  });

  it.each([
    ['a limit that is kept', lasting, {}, 'The canary must be above 5% for 5m without a break.'],
    [
      'a limit that is broken, with the moment at which it acts',
      lasting,
      { holdsSince: noon },
      'It must stay above 5% for 3m 30s more, until 2026-03-02 12:05:00 UTC.',
    ],
    [
      'a limit against stable, with what it comes to',
      relative,
      { limit: 0.0015 },
      'The canary must be above 1.5x stable, which is 0.15% now, at one look.',
    ],
    ['a criterion', criterion, {}, 'To be met, the canary must be below 1% at one look.'],
    ['a criterion that is met', criterion, { acts: true, holdsSince: noon }, 'Nothing more: it is met.'],
    [
      'a trigger that acts',
      lasting,
      { acts: true, holdsSince: noon, verdict: 'fail' },
      'Nothing more: it acts.',
    ],
    [
      'a check without data',
      lasting,
      { verdict: 'no-data', value: null },
      'First there must be data: a value, and 100 canary requests within 1m where they are counted. The canary must be above 5% for 5m without a break.',
    ],
    [
      'a test against stable',
      worse,
      { evidence: { kind: 'e-value', value: 3.2, needed: 100 }, outcome: 'not-yet-known' },
      /^Its evidence must reach 100 \(it is 3\.2 now\)\. That is the stake of the whole rollout/,
    ],
    [
      'a test without data',
      worse,
      { verdict: 'no-data', value: null, outcome: 'not-yet-known' },
      /^Its evidence must reach 100\. /,
    ],
    [
      'a test that it is good enough',
      within,
      { evidence: { kind: 'e-value', value: 12, needed: 100 }, outcome: 'not-yet-known' },
      /^Its evidence must reach 100 \(it is 12 now\): then the canary is shown to be 1\.5x stable at most/,
    ],
    ['a comparison', score, {}, 'The score must be 75 or more when the hold ends.'],
  ] as const)('says what it takes to act: %s', (_, check, verdict, expected) => {
    const [said] = facts('To act', watched([check], [aVerdict(check, verdict as Partial<Verdict>)]));
    if (typeof expected === 'string') expect(said).toBe(expected);
    else expect(said).toMatch(expected);
  });

  it('says that fewer requests are enough for a rule marked so', () => {
    const instant = aCheck('rollback', { instant: true });
    const [said] = facts('To act', watched([instant], [aVerdict(instant, { verdict: 'no-data' })]));
    expect(said).toContain('fewer are enough with 5 errors among 20');
  });

  it('tells one check in full', () => {
    const verdict = aVerdict(worse, {
      requests: 312,
      outcome: 'not-yet-known',
      evidence: { kind: 'e-value', value: 3.2, needed: 100 },
      link,
    });
    const rollout = watched([lasting, worse], [aVerdict(lasting), verdict]);
    const [block, ...others] = told(rollout, [worse]).blocks.filter(({ kind }) => kind === 'facts');
    expect(others).toEqual([]);
    expect(block).toEqual({
      kind: 'facts',
      rows: [
        { name: 'Kind', value: expect.stringContaining('looked at all the time') },
        { name: 'Does', value: 'takes all traffic back' },
        { name: 'Canary', value: '0.2%' },
        { name: 'Stable', value: '0.1%' },
        { name: 'Limit', value: '5%' },
        { name: 'Window', value: expect.stringContaining('the whole rollout') },
        { name: 'Samples', value: '312 canary requests' },
        { name: 'Holds since', value: 'the condition does not hold now' },
        { name: 'Evidence', value: '3.2, 100 needed' },
        { name: 'Outcome', value: 'not yet known' },
        { name: 'To act', value: expect.stringContaining('Its evidence must reach 100') },
        { name: 'Look it up', value: 'prometheus:9090', link },
      ],
    });
  });

  it('says in full since when a condition holds, how many samples it takes, and why there is no value', () => {
    const broken = watched([lasting], [aVerdict(lasting, { holdsSince: noon, requests: 40 })]);
    expect(facts('Holds since', broken, [lasting])).toEqual(['2026-03-02 12:00:00 UTC (1m 30s of 5m)']);
    expect(facts('Samples', broken, [lasting])).toEqual(['40 canary requests, 100 needed']);
    const none = { kind: 'none', reason: 'no-traffic', sentence: 'no requests in the window' } as const;
    const silent = watched(
      [lasting],
      [aVerdict(lasting, { verdict: 'no-data', value: null, requests: null })],
      {
        measurements: [{ metric: 'error-rate', window: 60_000, canary: none, stable: none }],
      },
    );
    expect(facts('Canary', silent, [lasting])).toEqual(['no data: no requests in the window']);
    expect(facts('Samples', silent, [lasting])).toEqual(['nobody counts the requests behind it']);
  });

  it('has a score instead of evidence for a comparison', () => {
    const verdict = aVerdict(score, {
      value: 82,
      stable: null,
      evidence: { kind: 'score', value: 82, needed: 75 },
    });
    expect(facts('Score', watched([score], [verdict]), [score])).toEqual(['82, 75 needed']);
  });

  it('leads to one page once', () => {
    const two = watched([lasting, criterion], [aVerdict(lasting, { link }), aVerdict(criterion, { link })]);
    expect(facts('Look it up', two)).toEqual(['prometheus:9090']);
  });

  it('counts until the last look what nobody judges any more', () => {
    const over = watched([lasting], [aVerdict(lasting, { holdsSince: noon })], {
      phase: examplePhases['rolled-back'],
    });
    expect(facts('Holds since', over, [lasting])).toEqual(['2026-03-02 12:00:00 UTC (1m of 5m)']);
  });

  it('stops counting evidence where the judge does', () => {
    const sure = aVerdict(worse, { acts: true, evidence: { kind: 'e-value', value: 1e9, needed: 100 } });
    expect(facts('Evidence', watched([worse], [sure]), [worse])).toEqual(['more than a billion, 100 needed']);
  });

  it('links only what is a page', () => {
    const evil = watched([lasting], [aVerdict(lasting, { link: 'javascript:alert(1)' })]);
    expect(facts('Look it up', evil)).toEqual([]);
    expect(JSON.stringify(told(evil))).not.toContain('javascript');
  });

  it('says that a stage has not been measured yet, check by check', () => {
    const fresh = watched([lasting], [aVerdict(lasting)], { measuredAt: null });
    expect(textOf(fresh)).toContain('error-rate > 5% for 5m: not measured yet');
    expect(told(fresh).summary).toContain('not measured at this weight yet');
  });

  it.each([
    [
      'queued',
      'Nothing has been measured yet: the canary has no traffic. Its checks begin with stage first.',
    ],
    ['preparing', 'Nothing has been measured yet'],
    ['cancelled', 'Nothing was measured: it was dropped before any traffic moved.'],
    ['completed', 'Nothing was measured while the canary had traffic.'],
    ['rolled-back', 'Nothing was measured while the canary had traffic.'],
  ] as const)('says why there is nothing to say: %s', (kind, sentence) => {
    const rollout = watched([lasting], [], { phase: examplePhases[kind], measuredAt: null });
    expect(textOf(rollout)).toContain(sentence);
  });

  it('says that a stage without checks passes by itself', () => {
    expect(textOf(watched([], []))).toContain('No check watches this stage');
  });

  it('says where a check watches that does not watch now', () => {
    const plan = aPlan({ stages: [aStage({ name: 'first' }), aStage({ name: 'rest', checks: [lasting] })] });
    expect(textOf(aRollout({ plan }), [lasting])).toContain('It says nothing now: it watches stage rest.');
  });

  it('tells what took the traffic back, and the verdicts that spoke last', () => {
    const acted = aVerdict(lasting, {
      verdict: 'fail',
      acts: true,
      holdsSince: noon,
      sentence: 'error-rate 8.1% breaks it',
    });
    const cause = { kind: 'trigger', check: lasting.id, sentence: acted.sentence } as const;
    const phase = { ...examplePhases['rolled-back'], cause };
    const text = textOf(watched([lasting], [acted], { phase }), null, [
      [30, belay, measured(0, 0.081, [acted])],
      [31, belay, { kind: 'rollback-ordered', cause, gradual: false, from: 5 }],
    ]);
    expect(text).toContain('Why the traffic was taken back');
    expect(text).toContain('2026-03-02 12:00:31 UTC: because error-rate 8.1% breaks it.');
    expect(text).toContain('error-rate > 5% for 5m: acted');
    expect(text).not.toContain('To act');
    expect(text).toContain('2026-03-02 12:00:30 UTC: A trigger acts: error-rate 8.1% breaks it.');
  });

  it('names the person who took it back', () => {
    const cause = { kind: 'person', reason: 'looks odd' } as const;
    const text = textOf(watched([lasting], [aVerdict(lasting)]), null, [
      [31, aPerson('ada'), { kind: 'rollback-ordered', cause, gradual: false, from: 5 }],
    ]);
    expect(text).toContain('because ada ordered it: “looks odd”.');
  });

  it('keeps to the newest changes in short, and to one check in full', () => {
    const flapping = Array.from({ length: 20 }, (_, index) => {
      const broken = index % 2 === 1;
      const verdicts = [
        aVerdict(lasting, { verdict: broken ? 'warn' : 'pass', sentence: `look ${index}` }),
        aVerdict(criterion, { verdict: broken ? 'pass' : 'fail', sentence: `other ${index}` }),
      ];
      return [index, belay, measured(0, 0.01, verdicts)] as const;
    });
    const rollout = watched([lasting, criterion], []);
    const short = textOf(rollout, null, flapping);
    expect(short).toContain('11 earlier changes left out.');
    expect(short).toContain('look 19');
    expect(short).not.toContain('look 11');
    const full = textOf(rollout, [lasting], flapping);
    expect(full).toContain('look 1.');
    expect(full).not.toContain('other');
  });

  it('tells how the probes answer', () => {
    const streak = { failures: 2, successes: 0, lastAt: noon, sentence: '503 in 8ms' };
    const plan = aPlan({
      probes: [
        {
          name: 'ready',
          kind: 'ready',
          path: '/',
          critical: true,
          delay: 0,
          every: 1,
          timeout: 1,
          failures: 3,
          successes: 1,
        },
      ],
    });
    expect(textOf(aRollout({ plan, probes: { ready: streak } }))).toContain(
      '“ready” failed 2 times in a row: 503 in 8ms',
    );
  });

  it('shows a metric in its unit', () => {
    const latency: Metric = {
      name: 'p95',
      unit: 'duration',
      source: { kind: 'traffic', series: 'p95' },
      baseline: null,
    };
    const slow = aCheck('rollback', {
      text: 'p95 > 300ms',
      metric: 'p95',
      limit: { kind: 'absolute', value: 300 },
    });
    const plan = aPlan({ metrics: [latency], stages: [aStage({ checks: [slow] })] });
    const rollout = aRollout({
      plan,
      verdicts: [aVerdict(slow, { value: 1200, limit: 300 })],
      measuredAt: noon + 1,
    });
    expect(facts('Canary', rollout, [slow])).toEqual(['1.2s']);
    expect(facts('To act', rollout)).toEqual(['The canary must be above 300ms at one look.']);
  });
});
