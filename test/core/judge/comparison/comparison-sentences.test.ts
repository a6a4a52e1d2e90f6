import { describe, expect, test } from 'vitest';
import type { Classified } from '../../../../src/core/judge/comparison/classify.ts';
import {
  metricSentence,
  reportSentence,
} from '../../../../src/core/judge/comparison/comparison-sentences.ts';
import type { Samples } from '../../../../src/core/judge/comparison/samples.ts';
import type { Unit } from '../../../../src/core/judge/rule.ts';

function samples(size: number, more: Partial<Samples> = {}): Samples {
  return { sorted: new Float64Array(size), notNumbers: 0, outliers: 0, thinnedFrom: null, ...more };
}

const clean = { canary: samples(120), stable: samples(118) };
const slower = { estimate: 42, lower: 30, upper: 55, effect: 1.21 };
const fewer = { estimate: -0.0062, lower: -0.011, upper: -0.0015, effect: 0.48 };

describe('one metric', () => {
  test.each<[Unit, Classified, string]>([
    [
      'duration',
      { classification: 'high', critical: false, difference: slower, ...clean },
      "is 42ms higher than stable's (98% interval 30ms to 55ms; mean 1.21x stable's; 120 canary and 118 stable samples)",
    ],
    [
      'duration',
      { classification: 'high', critical: true, difference: slower, ...clean },
      "is 42ms higher than stable's, which is critical (98% interval 30ms to 55ms; mean 1.21x stable's; 120 canary and 118 stable samples)",
    ],
    [
      'duration',
      { classification: 'pass', critical: false, difference: slower, ...clean },
      "is 42ms higher than stable's, which is accepted (98% interval 30ms to 55ms; mean 1.21x stable's; 120 canary and 118 stable samples)",
    ],
    [
      'ratio',
      { classification: 'low', critical: false, difference: fewer, ...clean },
      "is 0.62 percentage points lower than stable's (98% interval -1.1 to -0.15 percentage points; mean 0.48x stable's; 120 canary and 118 stable samples)",
    ],
    [
      'ratio',
      { classification: 'pass', critical: false, difference: fewer, ...clean },
      "is 0.62 percentage points lower than stable's, which is accepted (98% interval -1.1 to -0.15 percentage points; mean 0.48x stable's; 120 canary and 118 stable samples)",
    ],
    [
      'number',
      {
        classification: 'pass',
        critical: false,
        difference: { estimate: 1, lower: 0, upper: 3, effect: null },
        ...clean,
      },
      "is like stable's (98% interval 0 to 3; 120 canary and 118 stable samples)",
    ],
    [
      'number',
      {
        classification: 'pass',
        critical: false,
        difference: { estimate: -1, lower: -3, upper: 0, effect: 0.9 },
        ...clean,
      },
      "is like stable's (98% interval -3 to 0; mean 0.9x stable's; 120 canary and 118 stable samples)",
    ],
    [
      'duration',
      {
        classification: 'no-data',
        critical: false,
        difference: null,
        canary: samples(4),
        stable: samples(3),
      },
      'has too few samples to show anything (4 canary and 3 stable samples)',
    ],
    [
      'duration',
      {
        classification: 'no-data',
        critical: false,
        difference: null,
        canary: samples(0, { notNumbers: 7 }),
        stable: samples(3, { outliers: 2, thinnedFrom: 5000 }),
      },
      'has no data of canary (0 canary and 3 stable samples; 7 of canary were not numbers; 2 outliers of stable left out; taken evenly from 5000 of stable)',
    ],
    [
      'duration',
      {
        classification: 'no-data',
        critical: false,
        difference: null,
        canary: samples(0),
        stable: samples(0, { outliers: 1 }),
      },
      'has no data of canary and of stable (0 canary and 0 stable samples; 1 outlier of stable left out)',
    ],
  ])('in %s, %o', (unit, classified, sentence) => {
    expect(metricSentence('m', unit, classified, 0.98)).toBe(`m ${sentence}`);
  });
});

describe('the whole comparison', () => {
  function told(metric: string, classification: Classified['classification'], critical = false) {
    const size = { canary: 40, stable: metric === 'b' ? 12 : 38 };
    return { metric, classification, critical, samples: size, sentence: `${metric} is ${classification}` };
  }
  const scored = { score: 66.67, groups: [], zeroed: null };

  test.each([
    ['one', [told('a', 'pass')], 'a passes (at least 38 samples a side)'],
    ['two', [told('a', 'pass'), told('b', 'pass')], 'a and b pass (at least 12 samples a side)'],
    [
      'three',
      ['a', 'b', 'c'].map((name) => told(name, 'pass')),
      'a, b and c pass (at least 12 samples a side)',
    ],
    [
      'four',
      ['a', 'b', 'c', 'd'].map((name) => told(name, 'pass')),
      'a, b, c and 1 more pass (at least 12 samples a side)',
    ],
  ])('names %s that passed', (_, metrics, sentence) => {
    expect(reportSentence({ ...scored, score: 100 }, metrics)).toBe(`score 100: ${sentence}`);
  });

  test('tells three of what is not well, the worst first, and counts the others', () => {
    const metrics = [told('a', 'no-data'), told('b', 'high'), told('c', 'pass'), told('d', 'low', true)];
    expect(reportSentence(scored, metrics)).toBe('score 66.67: d is low; b is high; a is no-data');
    expect(reportSentence(scored, [...metrics, told('e', 'no-data')])).toBe(
      'score 66.67: d is low; b is high; a is no-data; 1 more like that',
    );
  });

  test('says why it is nothing whatever the groups say', () => {
    expect(reportSentence({ score: 0, groups: [], zeroed: 'critical' }, [told('a', 'high', true)])).toBe(
      'score 0, because a critical metric is out of limits or has no data: a is high',
    );
    expect(
      reportSentence({ score: 0, groups: [], zeroed: 'no-data' }, [told('a', 'no-data'), told('b', 'pass')]),
    ).toBe('score 0, because 1 of 2 metrics have no data: a is no-data');
  });
});
