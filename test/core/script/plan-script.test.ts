import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { candidates, choicesOf, chosen } from '../../../src/core/script/candidates.ts';
import { planScript } from '../../../src/core/script/plan-script.ts';
import { commentLine, shellQuoted } from '../../../src/core/script/quote.ts';
import { readAnswer } from '../../../src/core/script/read-answer.ts';
import { hasPassed, verifiedSentence } from '../../../src/core/script/verification.ts';
import { verifiesAt } from '../../../src/core/script/verification-moment.ts';
import type { VerificationPlan } from '../../../src/core/script/verification-plan.ts';
import { aCheck } from '../../builders/check.ts';
import { aPlan, aStage, aTarget } from '../../builders/plan.ts';
import { aRollout } from '../../builders/rollout.ts';
import { aProbe } from '../rollout/live.ts';

const read = { method: 'GET', status: 200, contains: null, equals: null, within: 2000 } as const;
const verification: VerificationPlan = {
  endpoints: [{ path: '/health', status: 200 }],
  expect: [],
  flows: [
    {
      name: 'pay',
      steps: [
        { ...read, path: '/cart' },
        { ...read, path: '/pay', contains: "it's paid" },
      ],
    },
  ],
  queries: [],
};
const criterion = aStage({ checks: [aCheck('criterion')] });

describe('candidates', () => {
  it('are what the configuration names, which must be in it, and health and criteria besides', () => {
    const plan = aPlan({
      verification,
      probes: [aProbe({ path: '/live' }), aProbe({ name: 'again', path: '/health' })],
      stages: [criterion],
    });
    const all = candidates(plan);
    expect(all.map(({ probe: { id }, required }) => `${id} ${required}`)).toEqual([
      'http-health true',
      'flow-pay true',
      'http-live false',
      'metric-error-rate-above-5 false',
    ]);
    expect(choicesOf(all).map(({ id }) => id)).toEqual(['http-live', 'metric-error-rate-above-5']);
    const picked = chosen(all, ['http-live', 'flow-pay', 'http-evil']).map(({ id }) => id);
    expect(picked).toEqual(['http-health', 'flow-pay', 'http-live']);
    expect(chosen(all, [])).toHaveLength(2);
  });

  it('hold an endpoint to its body and its time too', () => {
    const equals = { pointer: '/status', value: 'up' };
    const endpoint = { path: '/ready', status: 200, contains: 'yes', equals, within: 1000 };
    const [only] = candidates(aPlan({ verification: { ...verification, endpoints: [endpoint], flows: [] } }));
    expect(only?.probe).toMatchObject({
      about: 'GET /ready answers 200 within 1s, contains "yes", says "up" at /status',
      check: { ...endpoint, method: 'GET' },
    });
  });

  it('leave to Belay what no script can read, and nothing where a plan has nothing', () => {
    const [only] = candidates(aPlan({ stages: [criterion] }));
    expect(only).toMatchObject({ probe: { kind: 'judged', why: 'error-rate is measured by Belay' } });
    expect(planScript(aPlan(), null)).toBeNull();
  });
});

describe('the script, as a person runs it', () => {
  let paid = "it's paid";
  const server: Server = createServer(({ url, headers }, response) => {
    if (url === '/cart') response.setHeader('set-cookie', 'basket=1');
    if (url === '/gone') response.writeHead(404);
    if (url === '/slow') return;
    response.end(url === '/pay' && headers.cookie === 'basket=1' ? paid : '{"a":[{"b~c":2}],"rate":0.01}');
  });
  let folder: string;
  beforeAll(async () => {
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    folder = await mkdtemp(join(tmpdir(), 'belay-verify-'));
  });
  afterAll(async () => {
    server.closeAllConnections();
    server.close();
    await rm(folder, { recursive: true });
  });

  async function run(said: Partial<VerificationPlan>) {
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const plan = aPlan({ canary: aTarget('v2', url), verification: { ...verification, ...said } });
    const script = planScript(plan, null);
    if (script === null) throw new Error('there is a script');
    const file = join(folder, 'verify.sh');
    await writeFile(file, script.text);
    const [exit, output] = await new Promise<[unknown, string]>((resolve) => {
      execFile('bash', [file], (error, stdout) => resolve([error?.code ?? 0, stdout]));
    });
    return { exit, results: readAnswer(script.numbered, output, null) };
  }

  it('passes where everything is well', async () => {
    const { exit, results } = await run({});
    expect(results.map(({ ok }) => ok)).toEqual([true, true]);
    expect(results[0]?.took).not.toBeNull();
    expect(exit).toBe(0);
  });

  it('fails where one thing is not, and says which', async () => {
    paid = 'not paid';
    const flows = [
      ...verification.flows,
      {
        name: 'lost',
        steps: [
          { ...read, path: '/gone' },
          { ...read, path: '/pay' },
        ],
      },
    ];
    const at = (pointer: string, value: number) => ({
      name: pointer,
      steps: [{ ...read, path: '/', equals: { pointer, value } }],
    });
    const slow = { name: 'slow', steps: [{ ...read, path: '/slow', within: 100 }] };
    const { exit, results } = await run({
      flows: [...flows, at('/a/0/b~0c', 2), at('/a/0/b~0c', 3), at('/x/y', 3), slow],
    });
    paid = "it's paid";
    expect(results.map(({ ok, sentence }) => `${ok} ${sentence.split(': ').slice(1).join(': ')}`)).toEqual([
      'true ',
      "false the text 'it's paid' is not in the answer.",
      'false /gone answered 404, not 200.',
      'true ',
      'false ["a","0","b~c"] is not 3 in the answer.',
      'false ["x","y"] is not 3 in the answer.',
      'false no whole answer from /slow within 0.1 s.',
    ]);
    expect(exit).toBe(1);
  });
});

describe('what a run came to', () => {
  const probe = (id: string, ok: boolean | null) => ({ probe: id, ok, sentence: id, took: null });
  const run = (results: ReturnType<typeof probe>[], notRun: string | null = null) =>
    ({ script: 'a'.repeat(64), results, sandboxed: notRun === null, notRun }) as never;

  it('is a success only when everything was seen to pass', () => {
    expect(hasPassed(run([probe('a', true)]))).toBe(true);
    expect(hasPassed(run([probe('a', true), probe('b', null)]))).toBeNull();
    expect(hasPassed(run([probe('a', null), probe('b', false)]))).toBe(false);
    expect(hasPassed(run([]))).toBeNull();
    expect(hasPassed(run([probe('a', true)], 'No sandbox.'))).toBeNull();
  });

  it('is said in one sentence', () => {
    expect(verifiedSentence(run([probe('a', true), probe('b', true)]))).toBe(
      'Verification: 2 of 2 probes passed.',
    );
    expect(verifiedSentence(run([probe('a', true), probe('b', false), probe('c', null)]))).toBe(
      'Verification: 1 of 3 probes passed; b failed; 1 probe could not be judged yet.',
    );
    expect(verifiedSentence(run([probe('a', null)], 'bwrap is not installed.'))).toBe(
      'Verification: the script did not run. bwrap is not installed.',
    );
  });

  it('is open for what the script did not come to', () => {
    const script = planScript(aPlan({ verification }), null);
    const results = readAnswer(
      script?.numbered ?? [],
      'ok 1 - x\n# 1 took 0.0215 s\nok 7 - y\n',
      'it took too long',
    );
    expect(results).toMatchObject([
      { ok: true, sentence: 'x.', took: 22 },
      { ok: null, sentence: expect.stringContaining('ended before: it took too long') },
    ]);
  });
});

it('runs by itself before the first stage, where the plan says what to verify', () => {
  const started = { kind: 'started', stable: aTarget('v1') } as const;
  const entered = { kind: 'stage-entered', stage: 0, weight: 5 } as const;
  const step = { name: 'migrate', run: ['x'], undo: null, timeout: 1 };
  const ended = {
    kind: 'step-finished',
    phase: 'prepare',
    step: 0,
    name: 'migrate',
    succeeded: true,
    sentence: '',
    output: '',
    took: 1,
  } as const;
  const when = (plan: Parameters<typeof aPlan>[0]) =>
    [started, ended, entered]
      .filter((event) => verifiesAt(event, aRollout({ plan: aPlan(plan) })))
      .map(({ kind }) => kind);
  expect(when({})).toEqual([]);
  expect(when({ verification })).toEqual(['started']);
  expect(when({ verification, prepare: [step] })).toEqual(['step-finished']);
  expect(when({ verification, prepare: [step], probes: [aProbe({ kind: 'startup' })] })).toEqual([
    'stage-entered',
  ]);
});

it('quotes every text so that it stays one', () => {
  expect(shellQuoted("it's $(id) `id` \\")).toBe(`'it'\\''s $(id) \`id\` \\'`);
  expect(() => shellQuoted('a\0b')).toThrow(TypeError);
  expect(() => shellQuoted('a\u202eb')).toThrow(TypeError);
  expect(commentLine('a\nrm -rf /\u202e')).toBe('# a rm -rf /');
});
