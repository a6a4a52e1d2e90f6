import { spawn, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { screenText } from '../../../handlers/cli/monitor-screen.ts';
import { cardLines } from '../../../handlers/cli/print-card.ts';
import { type Double, startDouble, token } from './belay-double.ts';
import { check, exampleCard, now } from './example-card.ts';
import { running, runTerminal, startTerminal } from './run-terminal.ts';

let belay: Double;

beforeEach(async () => {
  belay = await startDouble({});
});

afterEach(async () => {
  await belay[Symbol.asyncDispose]();
});

function show(...rollouts: readonly unknown[]): void {
  belay.answers = { '/api/rollouts': { status: 200, body: { rollouts } } };
}

function monitor(...argv: readonly string[]) {
  return runTerminal(['monitor', ...argv], { url: belay.url, token });
}

function screen(cards: readonly unknown[], width: number, stale: string | null = null): string {
  const drawn = cards.map((card) => exampleCard(card as object));
  return screenText({ cards: drawn, empty: 'none', stale, more: 0, now, width, colour: false });
}

describe('the box', () => {
  it('shows metrics, traffic, status, the next stage with its countdown and what can be typed', () => {
    expect(`\n${screen([{}], 90)}\n`).toBe(`
┌────────────────────────────────────────────────────────────────────────────────────────┐
│ CANARY METRICS (5 %)                        checkout v2.3.0 → production  r-0123456789 │
├────────────────────────────────────────────────────────────────────────────────────────┤
│   METRIC        CANARY   STABLE   RULE                                                 │
│ ✓ error-rate    0.08 %   0.07 %   error-rate > 2% over 1m for 1m · error-rate < 0.2%   │
│ ✓ p95           187 ms   181 ms   p95 > 500ms for 2m                                   │
│ ✓ success-rate  99.92 %  99.93 %  success-rate < 98%                                   │
│ ! memory        82 %     61 %     memory > 85%                                         │
│ ✓ ready         healthy           3 failures in a row roll back                        │
│ · conversion    no data           conversion < baseline - 5% for 15m                   │
├────────────────────────────────────────────────────────────────────────────────────────┤
│ Status      ! WARNING · observing                                                      │
│ Now         v2.3.0 serves 5 % and is healthy; all 5 checks pass. (2m)                  │
│ Traffic     5 % wanted, 4.8 % seen in 12,044 requests                                  │
│ Stages      ✓ 1 %  › 5 %  · 25 %  · 50 % +approval  · 100 %                            │
│ Hold        █████░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░ 2m of 15m                         │
│ Next stage  25 % in 13m                                                                │
│             When the hold ends and the criteria are met: 25 % of the traffic for 2h.   │
├────────────────────────────────────────────────────────────────────────────────────────┤
│ npx belay promote r-0123456789                                                         │
│ npx belay pause r-0123456789                                                           │
│ npx belay rollback r-0123456789 "<reason>"                                             │
└────────────────────────────────────────────────────────────────────────────────────────┘
`);
  });

  const waiting = {
    phase: 'waiting for approval',
    tone: 'warning',
    approval: {
      gate: 1,
      stage: '5%',
      towards: '25%',
      needed: 2,
      roles: ['sre'],
      given: [{ person: 'Ada', at: now }],
      expiresAt: now,
      reason: 'x',
      eligible: [],
    },
  };
  const odd = {
    checks: [
      check('日本語-metric', '1.2 s', '', 'p95 > 1s', 'bad'),
      check('m'.repeat(50), '9'.repeat(40), '1', 'r', 'good'),
    ],
  };

  const remarked = {
    remarks: [
      { label: 'Muted', sentence: `the \u001b[31mexporter lies ${'on '.repeat(40)}`, tone: 'warning' },
      { label: 'Owner', sentence: 'Bo answers for it.', tone: 'quiet' },
    ],
  };

  it('says what every reader should know besides, in the box and below `status`', () => {
    const lines = cardLines(exampleCard(remarked), { paint: (_, text) => text, now, width: 60 });
    for (const said of [screen([remarked], 80), lines.join('\n')]) {
      expect(said).toMatch(/Remarks +! Muted: the \[31mexporter lies on on/);
      expect(said).toContain('· Owner: Bo answers for it.');
    }
  });

  it.each([40, 60, 80, 100])('is a perfect rectangle at %i columns, whatever it holds', (width) => {
    for (const card of [{}, waiting, odd, remarked, { checks: [], stages: [], actions: [] }]) {
      const lines = screen([card], width, 'No Belay answers at http://127.0.0.1:7070.').split('\n');
      for (const line of lines) expect(columnsOf(line), line).toBe(width);
    }
  });

  it.each([
    ['all good', [check('p95', '1 s', '', 'r', 'good')], 'moving', 'observing', '✓ HEALTHY · observing'],
    ['a warning', [check('p95', '1 s', '', 'r', 'warning')], 'warning', 'observing', '! WARNING · observing'],
    ['a breach', [check('p95', '1 s', '', 'r', 'bad')], 'bad', 'observing', '✗ UNHEALTHY · observing'],
    ['no data', [check('p95', 'no data', '', 'r', 'quiet')], 'moving', 'observing', '› OBSERVING'],
    ['a pause', [check('p95', '1 s', '', 'r', 'good')], 'warning', 'paused', '! HEALTHY · paused'],
  ])('never calls it healthier than it is: %s', (_name, checks, tone, phase, expected) => {
    expect(screen([{ checks, tone, phase }], 80)).toContain(`Status      ${expected}`);
  });

  it('says that a rollout that is over is over', () => {
    expect(screen([{ over: true, phase: 'rolled back', tone: 'bad' }], 80)).toContain('✗ ROLLED BACK');
    expect(screen([{ over: true, phase: 'completed', tone: 'good' }], 80)).toContain('✓ COMPLETED');
  });
});

/** Columns a line takes: CJK characters take two. */
function columnsOf(line: string): number {
  return [...line].reduce((sum, char) => sum + (/\p{Script=Han}/u.test(char) ? 2 : 1), 0);
}

describe('belay monitor', () => {
  it('prints one box for each live rollout and none for those that are over', async () => {
    show(
      exampleCard(),
      exampleCard({ rollout: 'r-abcdefghjk', title: 'mail v9 → staging' }),
      exampleCard({ rollout: 'r-aaaaaaaaaa', title: 'old', over: true }),
    );
    const { code, out } = await monitor();
    expect(code).toBe(0);
    expect(out.match(/CANARY METRICS/g)).toHaveLength(2);
    expect(out).not.toContain('r-aaaaaaaaaa');
    expect(out).not.toContain('\u001b');
  });

  it('shows how the last rollout ended when none is live', async () => {
    show(exampleCard({ over: true, phase: 'rolled back', tone: 'bad' }));
    expect(await monitor()).toMatchObject({ code: 0, out: expect.stringContaining('ROLLED BACK') });
  });

  it('says what to type when there has been no rollout', async () => {
    show();
    expect(await monitor()).toMatchObject({ code: 0, out: expect.stringContaining('npx belay deploy') });
  });

  it('shows the last rollout of a service when none is live', async () => {
    show(
      exampleCard({ over: true, phase: 'completed' }),
      exampleCard({ over: true, rollout: 'r-aaaaaaaaaa' }),
    );
    const { out } = await monitor('checkout');
    expect(out).toContain('COMPLETED');
    expect(out).not.toContain('r-aaaaaaaaaa');
  });

  it('asks for one rollout by its id', async () => {
    belay.answers = {
      '/api/rollouts/r-0123456789': { status: 200, body: { card: exampleCard(), timeline: [] } },
    };
    expect((await monitor('r-0123456789')).out).toContain('CANARY METRICS');
    expect((await monitor('r-aaaaaaaaaa')).out).toContain('There is no rollout of r-aaaaaaaaaa');
  });

  it('--json prints the cards', async () => {
    show(exampleCard());
    const { out } = await monitor('--json');
    expect(JSON.parse(out)).toMatchObject({ rollouts: [{ rollout: 'r-0123456789' }] });
  });

  it.each([[['--folow']], [['a', 'b']], [['../x']]])('refuses %j with its usage and 2', async (argv) => {
    expect(await monitor(...argv)).toMatchObject({ code: 2, err: expect.stringContaining('Usage:') });
  });

  it('ends with 3 when Belay is away', async () => {
    await belay[Symbol.asyncDispose]();
    expect(await monitor()).toMatchObject({ code: 3, out: '' });
  });
});

describe('belay monitor --follow', () => {
  it('says that it is stale while the server is away, and goes on when it is back', async () => {
    show(exampleCard());
    const following = startTerminal(['monitor', '--follow'], { url: belay.url, token });
    await following.printed(/CANARY METRICS/);
    const { port, answers } = belay;
    await belay[Symbol.asyncDispose]();
    await following.printed(/STALE: No Belay answers/);
    belay = await startDouble(answers, port);
    show(exampleCard({ seq: 13, now: { sentence: 'It is back.', since: now } }));
    expect(await following.printed(/It is back/)).toMatch(/STALE[\s\S]*It is back/);
    following.child.kill('SIGTERM');
    expect((await following.finished).code).toBe(0);
  });

  it.each([
    ['completed', 0],
    ['rolled back', 1],
  ])('of one target ends when its rollout is %s, with %i', async (phase, code) => {
    show(exampleCard());
    const following = startTerminal(['monitor', 'checkout', '--follow', '--json'], { url: belay.url, token });
    await following.printed(/observing/);
    show(exampleCard({ seq: 14, over: true, phase }));
    const { out, code: ended } = await following.finished;
    expect(ended).toBe(code);
    const lines = out
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { rollouts: { phase: string }[] });
    expect(lines.map(({ rollouts }) => rollouts[0]?.phase)).toEqual(['observing', phase]);
  });

  const hasPty = spawnSync('script', ['--version']).status === 0;
  it.skipIf(!hasPty)('redraws in place in a real terminal, in colour unless NO_COLOR is set', async () => {
    for (const colour of [true, false]) {
      show(exampleCard());
      const program = join(import.meta.dirname, 'terminal-process.ts');
      const command = `stty cols 60 rows 50; exec "${process.execPath}" "${program}" ${belay.url} ${token} /nonexistent monitor checkout --follow`;
      const env = {
        PATH: process.env['PATH'] ?? '',
        TERM: 'xterm-256color',
        ...(colour ? {} : { NO_COLOR: '1' }),
      };
      const following = running(spawn('script', ['-qec', command, '/dev/null'], { env }));
      await following.printed(/HEALTHY|WARNING/);
      show(exampleCard({ seq: 14, over: true, phase: 'completed', tone: 'good' }));
      const { out, code } = await following.finished;
      expect(code).toBe(0);
      expect(out).toContain('COMPLETED');
      expect(out).toContain(`┌${'─'.repeat(58)}┐`);
      expect(out.includes('\u001b[32m'), `colour ${colour}`).toBe(colour);
    }
  });
});
