import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { readEnv } from '../../src/config/env.ts';
import { runJudge } from '../../src/roles/run-judge.ts';
import { runSimulate } from '../../src/roles/run-simulate.ts';
import { small } from '../config/configuration.ts';
import { aRecording, errors } from '../replay/recordings.ts';

const folder = mkdtempSync(join(tmpdir(), 'belay-judge-'));
afterAll(() => rmSync(folder, { recursive: true }));

function file(name: string, text: string): string {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
}

const config = file('belay.yml', small);
const recording = file('recorded.json', aRecording([10, 80, 80, 80].map((bad) => errors(bad))));
const csv = file(
  'recorded.csv',
  'at,metric,side,field,value\n1772359260,error-rate,canary,requests,1000\n1772359260,error-rate,canary,bad,80\n',
);

function said(run: typeof runJudge, argv: readonly string[]) {
  const [out, err]: [string[], string[]] = [[], []];
  const env = readEnv({ BELAY_CONFIG: config }, () => '');
  if (env.kind === 'invalid') throw new Error(env.sentences.join('\n'));
  const code = run(
    {
      env: env.env,
      variables: {},
      out: (text) => void out.push(text),
      err: (text) => void err.push(text),
    },
    argv,
  );
  return { code, out: out.join('\n'), err: err.join('\n') };
}

describe('belay judge', () => {
  it('says what changed when, where it would have acted, and what the canary had served', () => {
    const { code, out, err } = said(runJudge, ['--data', recording]);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toContain('shop in demo: 4 intervals of 1m, 2026-03-01 10:00 to 2026-03-01 10:04 UTC');
    expect(out).toMatch(/10:02 {2}! error-rate 8% breaks "error-rate > 5% for 1m"/);
    expect(out).toMatch(/10:03 {2}✗ .*\n.*\n?.*would have been rolled back by "error-rate > 5% for 1m"/);
    expect(out).not.toContain('10:04  ');
    expect(out).toContain('It would have been rolled back at 10:03, after 3m');
    expect(out).toContain('the canary had served 170 bad requests of 3,000 (error-rate).');
  });

  it('with --all shows every interval', () => {
    expect(said(runJudge, ['--data', recording, '--all']).out).toContain('10:04  ✗ error-rate 8%');
  });

  it('ends a long reason after a whole word', () => {
    const criteria = ['p50', 'p75', 'p90', 'p95', 'p99'].map((metric) => `        - ${metric} < 500ms\n`);
    const plan = small
      .replace('hold: 5m', 'hold: 2m')
      .replace('    plan:\n', `    plan:\n      promote_when:\n${criteria.join('')}`);
    const healthy = file('healthy.json', aRecording([10, 10, 10, 10].map((bad) => errors(bad))));
    const { out } = said(runJudge, ['--data', healthy, '--plan', file('long.yml', plan)]);
    expect(out).toContain('the hold is over');
    expect(out.replaceAll(/\s+/g, ' ')).toMatch(/nothing was recorded; p75 < 500ms.*\w …/);
    expect(out).not.toContain('….');
  });

  it('as JSON has every verdict of every interval', () => {
    const { out } = said(runJudge, ['--data', recording, '--json']);
    const Answer = z.object({
      acted: z.object({ at: z.string(), served: z.object({ bad: z.number() }) }),
      problems: z.array(z.unknown()),
      intervals: z.array(
        z.object({ stage: z.number(), verdicts: z.array(z.object({ sentence: z.string() })) }),
      ),
    });
    const answer = Answer.parse(JSON.parse(out));
    expect(answer.acted).toEqual({ at: '2026-03-01T10:03:00.000Z', served: { bad: 170 } });
    expect(answer.problems).toEqual([]);
    expect(answer.intervals.map(({ stage, verdicts }) => [stage, verdicts.length])).toEqual(
      Array.from({ length: 4 }, () => [1, 1]),
    );
  });

  it('reads CSV by its name, and says what never had data', () => {
    const { code, out } = said(runJudge, ['--data', csv]);
    expect(code).toBe(0);
    expect(out).toContain('error-rate 8% breaks');
    const silent = said(runJudge, [
      '--data',
      file('other.csv', 'at,metric,side,field,value\n1,cpu,canary,value,1\n'),
    ]);
    expect(silent.out).toContain('1 of 1 check never had data');
  });

  it.each<[string[], RegExp]>([
    [[], /Say what to judge: `--data recorded.json`[\s\S]*Usage: belay judge/],
    [['--data', recording, '--loud'], /--loud[\s\S]*Usage/],
    [['--data', recording, '--format', 'xml'], /`json` or `csv`/],
    [['--data', recording, '--interval', '60'], /such as `1m`/],
    [['--data', recording, '--counts', 'both'], /`--counts` is `interval`/],
    [['--data', recording, '--durations', 'm'], /`ms` or `s`/],
    [['--data', recording, '--weight', '101'], /percentage from 0 to 100/],
    [['--data', recording, '--stage', '0'], /the first is 1/],
    [['--data', recording, '--stage', '3'], /There is no stage 3. This plan has 1 \(10%\) and 2 \(100%\)/],
    [['--data', recording, '--service', 'shpo'], /Did you mean `shop`/],
    [['--data', recording, '--environment', 'prod'], /does not run in `prod`/],
    [['--data', recording, '--plan', 'none.yml'], /There is no file none.yml/],
    [['--data', join(folder, 'none.json')], /There is no such file/],
    [['--data', folder], /It is a folder\. Name the file/],
    [['--data', file('head.csv', 'time,metric,side,field,value\n')], /the column "at" is missing/],
    [['--data', file('few.csv', 'time,metric,side,value\n')], /the columns "at" and "field" are missing/],
    [
      ['--data', file('excel.csv', 'at;metric;side;field;value\n1;p95;canary;value;2\n')],
      /separated by semicolons/,
    ],
    [['--data', file('tabs.csv', 'at\tmetric\tside\tfield\tvalue\n')], /separated by tabs/],
    [['--data', file('empty.json', '{"intervals":[]}')], /holds no interval/],
    [['--data', file('cut.json', '{"intervals":[')], /This is no JSON/],
    [['--data', file('empty.csv', '')], /The file is empty/],
  ])('%j is refused with a sentence and 2', (argv, sentence) => {
    const { code, out, err } = said(runJudge, argv);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toMatch(sentence);
  });
});

it('runs as a process of its own, without a server and without a data folder', () => {
  const belay = (...argv: readonly string[]) =>
    execFileSync(process.execPath, [join(import.meta.dirname, '../../src/main.ts'), ...argv], {
      cwd: folder,
      encoding: 'utf8',
      env: { NO_COLOR: '1' },
    });
  expect(belay('judge', '--data', 'recorded.json')).toContain('would have been rolled back at 10:03');
  expect(belay('simulate', '--runs', '1', '--scenario', 'healthy')).toContain('1 run of each scenario');
  expect(existsSync(join(folder, '.belay'))).toBe(false);
});

describe('belay simulate', () => {
  const quick = ['--runs', '2', '--scenario', 'healthy', '--scenario', 'errors-5x'];

  it('says what came of each scenario', () => {
    const { code, out, err } = said(runSimulate, quick);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toContain('shop in demo: 2 stages, a look every 10s; 2 runs of each scenario, seed 1');
    expect(out).toMatch(/\n {2}healthy +0 % +0–65.8 % .* 100 %/);
    expect(out).toMatch(/\n {2}errors-5x +/);
  });

  it('as JSON has figures that the seed alone decides', () => {
    const run = (seed: string) => said(runSimulate, [...quick, '--json', '--seed', seed]).out;
    const Tally = z.object({ runs: z.number(), rolledBack: z.object({ count: z.number() }) });
    const Answer = z.object({ scenarios: z.object({ healthy: Tally }) });
    expect(Answer.parse(JSON.parse(run('5'))).scenarios.healthy).toEqual({
      runs: 2,
      rolledBack: { count: 0 },
    });
    expect(run('5')).toBe(run('5'));
    expect(run('5')).not.toBe(run('6'));
  });

  it('leaves out what no scenario has numbers for, and says so', () => {
    const with4xx = file('4xx.yml', small.replace('for 1m', 'for 1m\n        - 4xx-rate > 10%'));
    const { out } = said(runSimulate, ['--plan', with4xx, ...quick]);
    expect(out).toMatch(/Left out, because no scenario has numbers for them:\n {2}4xx-rate > 10%/);
    expect(out).toMatch(/\n {2}healthy +0 % .* 100 %/);
  });

  it('names the scenarios', () => {
    expect(said(runSimulate, ['--list']).out).toMatch(/\n {2}errors-2x +Twice the errors\./);
  });

  it.each<[string[], RegExp]>([
    [['--scenario', 'error-2x'], /Did you mean `errors-2x`\? `belay simulate --list` names them/],
    [['--runs', '0'], /`--runs` is a whole number from 1 to/],
    [['--seed', '-1'], /--seed/],
    [['--gates', 'soon'], /`--gates` is `at-once`/],
    [['shop'], /shop[\s\S]*Usage: belay simulate/],
    [['--plan', 'none.yml'], /There is no file/],
  ])('%j is refused with a sentence and 2', (argv, sentence) => {
    const { code, out, err } = said(runSimulate, argv);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toMatch(sentence);
  });
});
