import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readCsv } from '../../src/replay/read-csv.ts';
import { readJson } from '../../src/replay/read-json.ts';
import type { ReadRecording, RecordingOptions } from '../../src/replay/recording.ts';
import { asWritten, minute } from './recordings.ts';

function recordingOf(read: ReadRecording) {
  if (read.kind === 'unreadable') throw new Error(read.mistakes.join('\n'));
  return read.recording;
}

function mistakesOf(read: ReadRecording): readonly string[] {
  return read.kind === 'unreadable' ? read.mistakes : [];
}

const head = 'at,metric,side,instance,field,value\n';
const at = Date.parse('2026-03-01T10:01:00Z');

describe('JSON', () => {
  const file = (metrics: unknown, more: object = {}) =>
    JSON.stringify({ intervals: [{ at: '2026-03-01T10:01:00Z', metrics }], ...more });

  it('says its interval, how it counts and its unit, unless the command line does', () => {
    const text = file({}, { interval: '1m', counts: 'total', durations: 's' });
    expect(recordingOf(readJson(text, asWritten))).toMatchObject({
      interval: minute,
      counts: 'total',
      durations: 's',
    });
    const options: RecordingOptions = { interval: 5000, counts: 'interval', durations: 'ms' };
    expect(recordingOf(readJson(text, options))).toMatchObject(options);
    expect(recordingOf(readJson(file({}), asWritten))).toMatchObject({
      interval: null,
      counts: 'interval',
      durations: 'ms',
    });
  });

  it.each([
    ['a number', 0.4, { kind: 'values', values: [0.4] }],
    ["a sample of Prometheus'", '0.4', { kind: 'values', values: [0.4] }],
    ['a series', [0.4, '+Inf'], { kind: 'values', values: [0.4, Number.POSITIVE_INFINITY] }],
    ['a value with what is behind it', { value: 2, requests: 9 }, { values: [2], requests: 9, errors: null }],
    ['counts', { requests: 9, bad: '1' }, { instances: { all: { kind: 'events', requests: 9, bad: 1 } } }],
    [
      'a histogram',
      { boundaries: [1, 2], counts: [3, 4, 5] },
      { instances: { all: { kind: 'histogram', boundaries: [1, 2], counts: [3, 4, 5] } } },
    ],
    [
      'instances',
      { instances: { a: { requests: 9, bad: 1 } } },
      { instances: { a: { kind: 'events', requests: 9, bad: 1 } } },
    ],
    ['nothing', null, null],
  ])('a side is %s', (_, canary, side) => {
    const { intervals } = recordingOf(readJson(file({ m: { canary } }), asWritten));
    const told = intervals[0]?.metrics.get('m')?.canary;
    if (side === null) expect(told).toBeNull();
    else expect(told).toMatchObject(side);
  });

  it.each<[string, RegExp]>([
    ['{', /^This is no JSON/],
    ['[]', /expected object/],
    ['{"intervals":[{"at":"10:00","metrics":{}}]}', /^intervals\[0\]\.at: a time is expected.*not "10:00"/],
    ['{"intervals":[{"at":1,"metrics":{}}],"interval":"60"}', /^interval: a duration such as 1m/],
    ['{"intervals":[],"intervall":"1m"}', /intervall/],
    [
      file({ m: { canary: 'much' } }),
      /^intervals\[0\]\.metrics\.m\.canary: a number is expected, not "much"/,
    ],
    [file({ m: { canary: [1, 'x'] } }), /^intervals\[0\]\.metrics\.m\.canary\[1\]: a number/],
    [
      file({ m: { canary: { requests: 1 } } }),
      /^intervals\[0\]\.metrics\.m\.canary\.bad: a number is expected, not nothing/,
    ],
    [
      file({ m: { canary: { boundaries: [2, 1], counts: [1, 1, 1] } } }),
      /boundaries: boundaries are finite and ascend/,
    ],
    [file({ m: { canary: { boundaries: [1], counts: [1] } } }), /counts: .* 2 in all, not 1/],
    [
      file({ m: { canary: { instances: { a: { requests: 1, bad: 'x' } } } } }),
      /canary\.instances\.a\.bad: a number/,
    ],
  ])('%s names the place and what is expected', (text, mistake) => {
    expect(mistakesOf(readJson(text, asWritten)).join('\n')).toMatch(mistake);
  });
});

describe('CSV', () => {
  const read = (rows: readonly string[], options = asWritten) => readCsv(head + rows.join('\n'), options);

  it('puts rows of one time together, in whatever order they come', () => {
    const { intervals } = recordingOf(
      read([
        '2026-03-01T10:01:00Z,error-rate,canary,a,requests,300',
        '2026-03-01T10:02:00Z,error-rate,canary,a,requests,310',
        '2026-03-01T10:01:00Z,error-rate,canary,a,bad,2',
        '2026-03-01T10:02:00Z,error-rate,canary,a,bad,3',
        '2026-03-01T10:01:00Z,,,,weight,10',
        '1772359320,cpu,stable,,value,0.4',
      ]),
    );
    expect(intervals.map((one) => [one.at, one.weight])).toEqual([
      [at, 10],
      [at + minute, null],
    ]);
    expect(intervals[1]?.metrics.get('error-rate')?.canary).toEqual({
      kind: 'counts',
      instances: { a: { kind: 'events', requests: 310, bad: 3 } },
    });
    expect(intervals[1]?.metrics.get('cpu')?.stable).toMatchObject({ values: [0.4] });
  });

  it('reads buckets as Prometheus tells them, each with all below it', () => {
    const rows = ['+Inf,400', '0.1,100', '0.25,370'].map((row) => `1772359260,p95,canary,,le=${row}`);
    expect(recordingOf(read(rows)).intervals[0]?.metrics.get('p95')?.canary).toEqual({
      kind: 'counts',
      instances: { all: { kind: 'histogram', boundaries: [0.1, 0.25], counts: [100, 270, 30] } },
    });
  });

  it('takes its columns in any order, with a mark of its encoding and Windows line ends', () => {
    const text = '\uFEFFvalue,field,side,metric,at\r\n0.4,value,canary,cpu,1772359260\r\n';
    expect(recordingOf(readCsv(text, asWritten)).intervals[0]?.metrics.get('cpu')?.canary).toMatchObject({
      values: [0.4],
    });
  });

  it('puts readings together where an interval is given: counts add up, totals and weights replace', () => {
    const rows = [10, 20, 30].flatMap((second) => [
      `${1_772_359_200 + second},error-rate,canary,,requests,${second}`,
      `${1_772_359_200 + second},error-rate,canary,,bad,1`,
      `${1_772_359_200 + second},cpu,canary,,value,${second}`,
    ]);
    const of = (counts: RecordingOptions['counts']) =>
      recordingOf(read(rows, { ...asWritten, interval: minute, counts })).intervals[0]?.metrics;
    expect(of('interval')?.get('error-rate')?.canary).toMatchObject({
      instances: { all: { requests: 60, bad: 3 } },
    });
    expect(of('total')?.get('error-rate')?.canary).toMatchObject({
      instances: { all: { requests: 30, bad: 1 } },
    });
    expect(of('total')?.get('cpu')?.canary).toMatchObject({ values: [10, 20, 30] });
  });

  it('names what is told twice, and the first counts', () => {
    const row = '1772359260,error-rate,canary,,';
    const recording = recordingOf(read([`${row}requests,5`, `${row}requests,9`, `${row}bad,1`]));
    expect(recording.problems).toMatchObject([{ kind: 'duplicate', at }]);
    expect(recording.intervals[0]?.metrics.get('error-rate')?.canary).toMatchObject({
      instances: { all: { requests: 5 } },
    });
  });

  it.each<[string[], RegExp]>([
    [['yesterday,m,canary,,value,1'], /^Line 2, at: a time is expected.*not "yesterday"/],
    [['1772359260,m,canary,,value,1', '1772359260,m,green,,value,1'], /^Line 3, side: .*not "green"/],
    [['1772359260,m,canary,,vaule,1'], /^Line 2, field: .*not "vaule"/],
    [['1772359260,m,canary,,value,'], /^Line 2, value: a number is expected, not ""/],
    [['1772359260,m,canary'], /^Line 2, field:/],
    [['1772359260,,canary,,value,1'], /^Line 2, metric: a name/],
    [['1772359260,m,,,value,1'], /^Line 2, side:/],
    [['1772359260,m,canary,,requests,1'], /2026-03-01T10:01:00.000Z, canary's m: requests without bad/],
    [['1772359260,m,canary,b,bad,1'], /b: bad without requests/],
    [['1772359260,m,canary,,le=1,1'], /buckets without le=\+Inf/],
    [['1772359260,m,canary,,le=x,1'], /le is no number/],
    [['1772359260,m,canary,,"value,1'], /^This is no CSV: Quote Not Closed/],
  ])('%j names the line and the column', (rows, mistake) => {
    expect(mistakesOf(read(rows)).join('\n')).toMatch(mistake);
  });

  it('says which columns are missing, and that a file is empty', () => {
    expect(mistakesOf(readCsv('at,metric,value\n', asWritten))[0]).toMatch(/"side" and "field" are missing/);
    expect(mistakesOf(readCsv('', asWritten))).toEqual(['The file is empty.']);
  });

  it('gives up at once where there are more times than can be judged', () => {
    const rows = Array.from({ length: 100_002 }, (_, index) => `${index},m,canary,,value,1`);
    expect(mistakesOf(read(rows))).toEqual([
      expect.stringMatching(/^Line 100002, at: there are more than 100000 different times; `--interval 1m`/),
      'The rest was not read.',
    ]);
  });
});

it('whatever a file holds, it is read or refused with a sentence', () => {
  const word = fc.constantFrom(
    ...[
      'at',
      'metrics',
      'canary',
      '{',
      '}',
      '[',
      ']',
      ':',
      ',',
      '"',
      '\n',
      'NaN',
      '-1',
      '1e999',
      'le=+Inf',
      'value',
    ],
    ...['intervals', 'requests', '1772359260', 'null', head],
  );
  const text = fc.oneof(
    fc.array(word).map((words) => words.join('')),
    fc.array(word).map((words) => head + words.join(',')),
    fc.json(),
    fc.string(),
  );
  fc.assert(
    fc.property(text, (one) => {
      for (const read of [readJson(one, asWritten), readCsv(one, asWritten)]) {
        if (read.kind === 'unreadable') expect(read.mistakes.length).toBeGreaterThan(0);
      }
    }),
  );
});
