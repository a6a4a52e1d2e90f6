import { describe, expect, it } from 'vitest';
import { createReadGithubCi } from '../../../../src/adapters/place/github/commit-checks.ts';
import { assessCi } from '../../../../src/core/checklist/ci.ts';
import { Failure } from '../../../../src/core/failure.ts';
import type { GithubCalls } from '../../../../src/ports/github-calls.ts';
import { aLog } from '../../../builders/log.ts';

const log = aLog();
const source = { repository: 'acme/shop', commit: 'a'.repeat(40), pull: 12 };
const own = 7;

interface Answers {
  readonly runs?: readonly {
    name: string;
    status: string;
    conclusion: string | null;
    app?: { id: number };
  }[];
  readonly statuses?: readonly { context: string; state: string }[];
  readonly refuses?: boolean;
}

function github({ runs = [], statuses = [], refuses = false }: Answers): GithubCalls {
  const rest = {
    checks: {
      listForRef: async ({ page, per_page: size }: { page: number; per_page: number }) => ({
        data: { total_count: runs.length, check_runs: runs.slice((page - 1) * size, page * size) },
      }),
    },
    repos: {
      getCombinedStatusForRef: async () => {
        if (refuses) throw new Failure('place-refused', 'No.', { retryable: false });
        return { data: { total_count: statuses.length, statuses } };
      },
    },
  };
  return {
    appId: own,
    asApp: () => Promise.reject(new Error('not asked')),
    inRepository: (_repository, _doing, work) =>
      work({ octokit: { rest }, owner: 'acme', repo: 'shop' } as never),
  };
}

const run = (name: string, conclusion: string | null, app = 1) => ({
  name,
  status: conclusion === null ? 'in_progress' : 'completed',
  conclusion,
  app: { id: app },
});

async function verdict(answers: Answers, names: readonly string[] = []): Promise<string> {
  const reading = await createReadGithubCi(() => github(answers), log)(source);
  return reading.kind === 'unknown'
    ? reading.sentence
    : assessCi(reading.checks, names, reading.unread).state;
}

describe('what GitHub knows of a commit', () => {
  it.each<[string, Answers, readonly string[], string]>([
    [
      'succeeded runs and statuses',
      {
        runs: [run('build', 'success'), run('docs', 'skipped')],
        statuses: [{ context: 'lint', state: 'success' }],
      },
      [],
      'green',
    ],
    ['nothing at all', {}, [], 'none'],
    ['Belay’s own check alone', { runs: [run('belay', null, own)] }, [], 'none'],
    [
      'Belay’s own check beside a green one',
      { runs: [run('belay', null, own), run('build', 'success')] },
      [],
      'green',
    ],
    ['a cancelled run', { runs: [run('build', 'cancelled')] }, [], 'failing'],
    ['a conclusion that it invents next year', { runs: [run('build', 'vibes')] }, [], 'failing'],
    ['a status in error', { statuses: [{ context: 'lint', state: 'error' }] }, [], 'failing'],
    ['a run that goes on', { runs: [run('build', null)] }, [], 'pending'],
    ['statuses it keeps to itself', { runs: [run('build', 'success')], refuses: true }, [], 'unknown'],
    [
      'statuses it keeps to itself, and the run that matters',
      { runs: [run('build', 'success')], refuses: true },
      ['build'],
      'green',
    ],
    [
      'a red run on the second page',
      { runs: [...Array.from({ length: 120 }, (_, n) => run(`r${n}`, 'success')), run('last', 'failure')] },
      [],
      'failing',
    ],
    [
      'more runs than are read',
      { runs: Array.from({ length: 600 }, (_, n) => run(`r${n}`, 'success')) },
      [],
      'unknown',
    ],
  ])('%s', async (_, answers, names, state) => {
    expect(await verdict(answers, names)).toBe(state);
  });

  it('is unknown where no App is in charge, GitHub is away or answers something else', async () => {
    const away = {
      ...github({}),
      inRepository: () => Promise.reject(new Failure('place-unreachable', 'Away.', { retryable: true })),
    };
    const odd = github({ runs: [{ name: 'x' } as never] });
    expect(await createReadGithubCi(() => null, log)(source)).toMatchObject({ kind: 'unknown' });
    expect(await createReadGithubCi(() => away, log)(source)).toEqual({ kind: 'unknown', sentence: 'Away' });
    expect(await createReadGithubCi(() => odd, log)(source)).toMatchObject({ kind: 'unknown' });
  });
});
