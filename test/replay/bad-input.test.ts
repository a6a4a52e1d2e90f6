import { describe, expect, it } from 'vitest';
import type { ProblemKind } from '../../src/replay/problems.ts';
import {
  aRecording,
  aReplayedPlan,
  busy,
  endOf,
  errors,
  judged,
  slow,
  worseThanStable,
} from './recordings.ts';

const one = { requests: 1000, bad: 10 };
const histogram = (boundaries: readonly number[]) => ({
  boundaries,
  counts: [...boundaries.map(() => 100), 0],
});

describe('what a recording may be wrong in', () => {
  it.each<[ProblemKind, object[], object, string]>([
    ['not-a-number', [errors('NaN')], {}, 'canary told something that is not a number'],
    ['not-a-number', [errors(null)], {}, 'canary told something that is not a number'],
    ['infinite', [errors(1, '+Inf')], {}, 'canary told something infinite'],
    ['infinite', [errors('-Inf')], {}, 'canary told something infinite'],
    ['negative-count', [errors(-1)], {}, 'canary told a negative count'],
    ['more-bad-than-requests', [errors(3, 2)], {}, 'canary told more bad requests than requests'],
    ['not-recorded', [{}], {}, 'nothing was recorded'],
    ['one-sided', [{ 'error-rate': { stable: one } }], {}, 'nothing was recorded'],
    ['one-sided', [{ 'error-rate': { canary: one } }], {}, 'nothing to compare with: nothing was recorded'],
    ['too-little-traffic', [errors(3, 57)], {}, '57 of 100 canary requests needed'],
    ['mixed', [errors(3), { 'error-rate': { canary: 0.3 } }], {}, 'nothing was recorded'],
    [
      'decreasing-counter',
      [errors(3), errors(3, 900)],
      { counts: 'total' },
      'canary went down, though it did not begin again',
    ],
  ])('%s: its interval is no data', (kind, metrics, more, why) => {
    const found = judged(aRecording(metrics, more), aReplayedPlan([worseThanStable]));
    expect(found.problems.map((problem) => problem.kind)).toContain(kind);
    const verdict = found.intervals.at(-1)?.verdicts[0];
    expect(verdict).toMatchObject({ verdict: 'no-data', acts: false });
    expect(verdict?.sentence).toContain(why);
  });

  it('one bad interval leaves the others as they are', () => {
    const metrics = [errors(10), errors('NaN'), errors(-1), errors(10)];
    const { intervals, problems } = judged(aRecording(metrics));
    expect(intervals.map(({ verdicts }) => verdicts[0]?.verdict)).toEqual([
      'pass',
      'no-data',
      'no-data',
      'pass',
    ]);
    expect(problems).toHaveLength(2);
  });

  it('the same thing again is counted, and said with its first time', () => {
    const { problems } = judged(aRecording([errors(1), errors(-1), errors(-2), errors(-3)]));
    expect(problems).toMatchObject([{ kind: 'negative-count', count: 3, at: Date.parse(endOf(1)) }]);
  });

  it('times that are not in order are put into it, and each counts once', () => {
    const at = (index: number, bad: number) => ({ at: endOf(index), metrics: errors(bad) });
    const { intervals, problems } = judged(
      JSON.stringify({ intervals: [at(1, 20), at(0, 10), at(1, 900), at(2, 30)] }),
    );
    expect(intervals.map(({ verdicts }) => verdicts[0]?.value)).toEqual([0.01, 0.02, 0.03]);
    expect(problems.map(({ kind }) => kind)).toEqual(['unsorted', 'duplicate']);
  });

  it('a gap is named, and what was before it is not looked at', () => {
    const at = (index: number, bad: number) => ({ at: endOf(index), metrics: errors(bad) });
    const { problems, intervals } = judged(JSON.stringify({ intervals: [at(0, 1), at(1, 1), at(5, 1)] }));
    expect(problems).toMatchObject([{ kind: 'gap', at: Date.parse(endOf(5)) }]);
    expect(intervals[2]?.verdicts[0]).toMatchObject({ requests: 1000 });
  });

  it('buckets that change are not added up', () => {
    const wide = { ...slow, rule: { ...slow.rule, window: 120_000 } };
    const metrics = [
      [100, 200],
      [100, 200],
      [100, 250],
      [100, 250],
    ].map((boundaries) => ({
      p95: { canary: histogram(boundaries) },
    }));
    const found = judged(aRecording(metrics), aReplayedPlan([wide]));
    expect(found.problems).toMatchObject([{ kind: 'changed-buckets', count: 1 }]);
    expect(found.intervals.map(({ verdicts }) => verdicts[0]?.verdict)).toEqual([
      'pass',
      'pass',
      'no-data',
      'pass',
    ]);
  });

  it('a counter that begins again counts from zero', () => {
    const metrics = [errors(500, 10_000), errors(510, 11_000), errors(80, 1000)];
    const found = judged(aRecording(metrics, { counts: 'total' }));
    expect(found.intervals.map(({ verdicts }) => verdicts[0]?.value)).toEqual([null, 0.01, 0.08]);
    expect(found.problems.map(({ kind }) => kind)).toContain('decreasing-counter');
  });

  it('fractions of requests are rounded', () => {
    const found = judged(aRecording([errors(9.6, 1000.4)]));
    expect(found.intervals[0]?.verdicts[0]).toMatchObject({ value: 0.01, requests: 1000 });
    expect(found.problems).toMatchObject([{ kind: 'rounded' }]);
  });

  it('metrics that no check asks for are named, with the one that may be meant', () => {
    const found = judged(aRecording([{ ...errors(1), 'eror-rate': { canary: one } }]));
    expect(found.problems).toMatchObject([
      { kind: 'unknown-metric', sentence: expect.stringContaining('did you mean error-rate?') },
    ]);
  });

  it('counts that only ever grow are asked about, unless they are said to be counters', () => {
    const grown = Array.from({ length: 8 }, (_, look) => ({
      'error-rate': {
        canary: { requests: 1000 * (look + 1), bad: look },
        stable: { requests: 9000 * (look + 1), bad: 9 * look },
      },
    }));
    expect(judged(aRecording(grown)).problems).toMatchObject([{ kind: 'unlikely-counts' }]);
    expect(judged(aRecording(grown, { counts: 'total' })).problems).toEqual([]);
    expect(judged(aRecording(grown.slice(1))).problems).toEqual([]);
  });

  it('a histogram that seems to be in seconds is asked about', () => {
    const found = judged(aRecording([{ p95: { canary: histogram([0.1, 2.5]) } }]), aReplayedPlan([slow]));
    expect(found.problems).toMatchObject([{ kind: 'unlikely-unit' }]);
  });

  it('rules that look back less than an interval are named', () => {
    const short = { ...slow, rule: { ...slow.rule, window: 30_000 } };
    const found = judged(aRecording([{ p95: { canary: 10 } }]), aReplayedPlan([short]));
    expect(found.problems).toMatchObject([{ kind: 'short-window' }]);
    expect(found.intervals[0]?.verdicts[0]).toMatchObject({ verdict: 'pass' });
  });

  it('a gauge without one number is no data; single ones that are none are left out', () => {
    const found = judged(
      aRecording([
        { cpu: { canary: ['NaN', null] } },
        { cpu: { canary: [0.1, 'NaN'] } },
        { cpu: { canary: '+Inf' } },
      ]),
      aReplayedPlan([busy]),
    );
    expect(found.intervals.map(({ verdicts }) => verdicts[0]?.value)).toEqual([null, 0.1, null]);
    expect(found.intervals[2]?.verdicts[0]?.sentence).toContain('infinite');
  });

  it('millions of samples are gone through', () => {
    const values = Array.from({ length: 1_000_000 }, (_, index) => index % 1000);
    const found = judged(aRecording([{ cpu: { canary: values } }]), aReplayedPlan([busy]));
    expect(found.intervals[0]?.verdicts[0]).toMatchObject({ value: 999 });
  });

  it('counts may be as large as they like', () => {
    const found = judged(aRecording([errors(1e7, 1e9)]));
    expect(found.intervals[0]?.verdicts[0]).toMatchObject({ value: 0.01, requests: 1e9 });
  });
});
