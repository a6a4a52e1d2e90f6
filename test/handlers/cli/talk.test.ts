import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Answer, type Double, startDouble, token } from './belay-double.ts';
import { exampleCard } from './example-card.ts';
import { runTerminal } from './run-terminal.ts';

let belay: Double;
let folder: string;

beforeAll(async () => {
  belay = await startDouble({});
  folder = await mkdtemp(join(tmpdir(), 'belay-terminal-'));
});

afterAll(async () => {
  await belay[Symbol.asyncDispose]();
  await rm(folder, { recursive: true });
});

function reply(body: unknown, status = 200): void {
  belay.answers = { '/api/command': { status, body } satisfies Answer };
}

function run(argv: readonly string[], variables: Readonly<Record<string, string>> = {}) {
  return runTerminal(argv, { url: belay.url, token, variables });
}

describe('a command typed in a terminal', () => {
  it('is sent as one line of the grammar with a key, and its answer is printed', async () => {
    reply({ kind: 'done', sentence: 'Rollout r-0123456789 of shop v2 is requested.', rollout: null });
    const words = ['deploy', 'shop', 'v2', 'to', 'production', '--reason=a "b"', 'say it', '--', '-x'];
    const { code, out, err } = await run(words);
    expect({ code, out, err }).toEqual({
      code: 0,
      out: '✓ Rollout r-0123456789 of shop v2 is requested.\n',
      err: '',
    });
    const text = String.raw`deploy shop v2 to production --reason="a \"b\"" "say it" -- "-x"`;
    expect(belay.seen.at(-1)).toEqual({
      method: 'POST',
      path: '/api/command',
      authorization: `Bearer ${token}`,
      body: { text, key: expect.stringMatching(/^.{8,100}$/) },
    });
  });

  it('ends with 1 when it is refused, and says so on the error stream', async () => {
    reply({ kind: 'refused', code: 'no-such-service', sentence: 'There is no service `shp`.' });
    expect(await run(['status', 'shp'])).toEqual({ code: 1, out: '', err: '✗ There is no service `shp`.\n' });
  });

  it('ends with 2 when it is not understood', async () => {
    reply({ kind: 'refused', code: 'unknown-command', sentence: 'There is no command `deploi`.' });
    expect((await run(['deploi'])).code).toBe(2);
  });

  it('ends with 1 when a refusal comes with an error status', async () => {
    reply({ kind: 'refused', code: 'bad-request', sentence: 'A command needs text.' }, 400);
    expect(await run(['status'])).toMatchObject({ code: 1, err: '✗ A command needs text.\n' });
  });

  it('prints a card within 100 columns, with what can be typed and how to undo by hand', async () => {
    reply({ kind: 'cards', sentence: '1 rollout is under way.', cards: [exampleCard()] });
    const { code, out } = await run(['status']);
    expect(code).toBe(0);
    expect(out).toContain('checkout v2.3.0 → production');
    expect(out).toContain('npx belay rollback r-0123456789 "<reason>"');
    expect(out).toContain('socat stdio /run/haproxy.sock');
    expect(Math.max(...out.split('\n').map((line) => [...line].length))).toBeLessThanOrEqual(100);
  });

  it('prints a document', async () => {
    const tree = {
      title: 'Report',
      summary: 'All is well.',
      draftedBy: 'template',
      draftedWhy: 'Because.',
      at: 0,
      blocks: [
        { kind: 'heading', text: 'Facts' },
        { kind: 'facts', rows: [{ name: 'peak', value: '0.2 %' }] },
        {
          kind: 'table',
          columns: ['a', 'b'],
          rows: [
            ['1', 'long cell'],
            ['22', 'x'],
          ],
        },
        { kind: 'checklist', items: [{ text: 'seen', done: true, evidence: 'log' }] },
        { kind: 'code', lines: ['  indented'] },
      ],
    };
    reply({ kind: 'document', tree });
    const lines = (await run(['report', 'r-0123456789'])).out.split('\n');
    expect(lines).toEqual([
      'Report',
      'All is well.',
      '',
      'Facts',
      '',
      '  peak  0.2 %',
      '',
      'a   b',
      '1   long cell',
      '22  x',
      '',
      '[✓] seen',
      '    log',
      '',
      '    indented',
      '',
      'Drafted by Belay, without a model, 1970-01-01 00:00:00 UTC. Because.',
      '',
    ]);
  });

  it('--json prints the reply as one line of JSON, refused or not', async () => {
    const refusal = { kind: 'refused', code: 'locked', sentence: 'Locked.' };
    reply(refusal);
    const { code, out, err } = await run(['deploy', 'shop', 'v2', '--json']);
    expect(code).toBe(1);
    expect(JSON.parse(out)).toEqual(refusal);
    expect(out.trimEnd()).not.toContain('\n');
    expect(err).toBe('');
    expect(belay.seen.at(-1)?.body).toMatchObject({ text: 'deploy shop v2' });
  });

  it('is coloured where colours can be shown and nowhere else', async () => {
    reply({ kind: 'cards', sentence: 'See `help`.', cards: [exampleCard()] });
    expect((await run(['status'])).out).not.toContain('\u001b');
    expect((await run(['status'], { FORCE_COLOR: '1' })).out).toContain('\u001b[36mhelp\u001b[39m');
    expect((await run(['status'], { NO_COLOR: '1' })).out).not.toContain('\u001b');
  });

  it('never passes on what would command the terminal', async () => {
    const wild = 'a\u001b[2Jb\u0007c\u009b31md\u202ee\nf';
    reply({
      kind: 'cards',
      sentence: wild,
      cards: [exampleCard({ title: wild, reason: wild, undoByHand: [wild] })],
    });
    const { out } = await run(['status']);
    for (const char of ['\u001b', '\u0007', '\u009b', '\u202e']) expect(out).not.toContain(char);
    expect(out).toContain('a[2Jbc31mde f');
  });
});

describe('when Belay does not answer', () => {
  it.each([[[]], [['help']], [['help', 'deploy']], [['deploy', '--help']]])(
    'still gives help for %j',
    async (argv) => {
      const { code, out, err } = await runTerminal(argv, { url: 'http://127.0.0.1:1' });
      expect({ code, err }).toEqual({ code: 0, err: '' });
      expect(out).toContain('deploy');
      expect(out.includes('config check')).toBe(argv.at(-1) === undefined || argv.at(-1) === 'help');
    },
  );

  it('says where nothing listens and what to do, and ends with 3', async () => {
    const gone = await startDouble({});
    await gone[Symbol.asyncDispose]();
    const { code, out, err } = await runTerminal(['status'], { url: gone.url, token });
    expect({ code, out }).toEqual({ code: 3, out: '' });
    expect(err.replaceAll(/\n +/g, ' ')).toBe(
      `✗ No Belay answers at ${gone.url} (nothing listens there). Nothing was changed. Start it with \`npx belay start\`, or set BELAY_URL.\n`,
    );
  });

  it('does not claim that nothing was changed when the connection broke after the command was sent', async () => {
    belay.answers = { '/api/command': 'hang up' };
    const { code, out } = await run(['promote', 'shop', '--json']);
    expect(code).toBe(3);
    const said = JSON.parse(out) as { kind: string; sentence: string };
    expect(said.kind).toBe('failed');
    expect(said.sentence).toContain('Whether the command was carried out is not known');
    expect(said.sentence).not.toContain('Nothing was changed');
  });

  it.each([
    [200, '<html>another program</html>'],
    [200, { kind: 'surprise' }],
    [500, { sentence: 'Something went wrong inside Belay (e-1).' }],
    [302, ''],
  ])('says so when it answers %i %j', async (status, body) => {
    reply(body, status);
    const { code, err } = await run(['status']);
    expect(code).toBe(3);
    expect(err).toContain(belay.url);
    expect(err).not.toContain('    at ');
  });

  it('tells whoever is not logged in what to do, and ends with 1', async () => {
    const { code, err } = await runTerminal(['status'], { url: belay.url, token: 'wrong' });
    expect(code).toBe(1);
    expect(err).toContain('does not know you');
    expect(err).not.toContain('wrong');
  });
});

describe('where Belay is', () => {
  async function terminalFile(content: unknown): Promise<void> {
    const text = typeof content === 'string' ? content : JSON.stringify(content);
    await writeFile(join(folder, 'terminal.json'), text, { mode: 0o600 });
  }

  it('is read from the data folder when the environment does not say', async () => {
    await terminalFile({ url: belay.url, token });
    reply({ kind: 'done', sentence: 'Done.', rollout: null });
    expect(await runTerminal(['status'], { dataFolder: folder })).toMatchObject({
      code: 0,
      out: '✓ Done.\n',
    });
  });

  it('never sends the token of the data folder to another server', async () => {
    await terminalFile({ url: 'http://127.0.0.1:1', token });
    const { code } = await runTerminal(['status'], { url: belay.url, dataFolder: folder });
    expect(code).toBe(1);
    expect(belay.seen.at(-1)?.authorization).toBeNull();
  });

  it('says so when the file is damaged', async () => {
    await terminalFile('{');
    const { code, err } = await runTerminal(['status'], { dataFolder: folder });
    expect(code).toBe(1);
    expect(err).toContain('terminal.json does not say where Belay is');
  });
});
