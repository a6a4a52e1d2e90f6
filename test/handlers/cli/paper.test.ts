import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it, test } from 'vitest';
import { type PaperWish, paperWish } from '../../../handlers/cli/paper-wish.ts';
import { savePaper } from '../../../handlers/cli/save-paper.ts';
import { rolloutId } from '../../builders/rollout.ts';
import { type Double, startDouble, token } from './belay-double.ts';
import { runTerminal } from './run-terminal.ts';

describe('what the words ask for', () => {
  test.each([
    [['report', 'shop'], null],
    [['status', '--pdf'], null],
    [['report', '--pdf'], { form: 'pdf', out: null, argv: ['report'] }],
    [
      ['report', 'shop', '--html', '--out', 'a b.html'],
      { form: 'html', out: 'a b.html', argv: ['report', 'shop'] },
    ],
    [
      ['report', '--out=x.md', '--part', 'gate-2'],
      { form: 'md', out: 'x.md', argv: ['report', '--part', 'gate-2'] },
    ],
    [['report', '--markdown', '--out', '-', '--json'], { form: 'md', out: '-', argv: ['report', '--json'] }],
    [['report', '--', '--pdf'], null],
  ])('%j', (argv, wish) => {
    expect(paperWish(argv)).toEqual(wish);
  });

  test.each([
    [['report', '--pdf', '--html'], 'one form'],
    [['report', '--out', 'x.doc'], 'needs a form'],
    [['report', '--pdf', '--out'], 'needs the name'],
    [['report', '--pdf', '--list'], 'no document'],
  ])('%j is refused', (argv, why) => {
    expect(paperWish(argv)).toContain(why);
  });
});

describe('a document', () => {
  let folder: string;
  let belay: Double;
  const data = new TextEncoder().encode('%PDF-1.7 …');
  const kept = { rollout: rolloutId, document: 'go-no-go', part: 'gate-2', pdf: true } as const;
  const asked: string[] = [];
  const client = {
    file: async (path: string) => {
      asked.push(path);
      return { name: join(folder, 'own-name.pdf'), data };
    },
  };
  const wish = (out: string | null): PaperWish => ({ form: 'pdf', out, argv: [] });
  const nowhere = () => undefined;

  beforeAll(async () => {
    belay = await startDouble({});
  });
  afterAll(() => belay[Symbol.asyncDispose]());
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'belay-paper-'));
    return () => rm(folder, { recursive: true });
  });

  it('is written under its own name, and never over a file that nobody named', async () => {
    const saved = await savePaper(client, kept, wish(null), nowhere);
    expect(asked.at(-1)).toBe(`/api/rollouts/${rolloutId}/documents/go-no-go.pdf?part=gate-2`);
    expect(saved).toEqual({
      kind: 'written',
      file: join(folder, 'own-name.pdf'),
      rollout: rolloutId,
      document: 'go-no-go',
      part: 'gate-2',
    });
    expect(await readFile(saved.file)).toEqual(Buffer.from(data));
    await expect(savePaper(client, kept, wish(null), nowhere)).rejects.toMatchObject({
      code: 'file-unwritable',
      message: expect.stringContaining('--out FILE'),
    });
  });

  it('is written where it is said, also over an older one, or printed', async () => {
    const out = join(folder, 'it.pdf');
    await writeFile(out, 'older');
    await savePaper(client, kept, wish(out), nowhere);
    expect(await readFile(out)).toEqual(Buffer.from(data));
    const printed: Uint8Array[] = [];
    await savePaper(client, kept, wish('-'), (bytes) => printed.push(bytes));
    expect(printed).toEqual([data]);
  });

  it('that cannot be written is a sentence', async () => {
    const away = join(folder, 'no', 'such', 'folder.pdf');
    await expect(savePaper(client, kept, wish(away), nowhere)).rejects.toMatchObject({
      code: 'file-unwritable',
    });
  });

  it('is fetched by the command as it is typed; a refusal is said and writes nothing', async () => {
    const out = join(folder, 'it.pdf');
    const tree = { title: 't', summary: 's', draftedBy: 'template', draftedWhy: 'w', at: 0, blocks: [] };
    belay.answers = {
      '/api/command': { status: 200, body: { kind: 'document', tree, kept } },
      [`/api/rollouts/${rolloutId}/documents/go-no-go.pdf?part=gate-2`]: { status: 200, body: 'bytes' },
    };
    const typed = ['report', rolloutId, '--document', 'go-no-go', '--pdf', '--out', out, '--json'];
    const where = { url: belay.url, token };
    const { code, out: said } = await runTerminal(typed, where);
    expect([code, JSON.parse(said)]).toEqual([0, expect.objectContaining({ kind: 'written', file: out })]);
    expect(await readFile(out, 'utf8')).toBe('bytes');
    expect(belay.seen.find(({ path }) => path === '/api/command')?.body).toMatchObject({
      text: `report ${rolloutId} --document go-no-go`,
    });
    belay.answers = {
      '/api/command': { status: 200, body: { kind: 'refused', code: 'no-document', sentence: 'None yet.' } },
    };
    expect(await runTerminal(['report', '--pdf'], where)).toEqual({ code: 1, out: '', err: '✗ None yet.\n' });
    expect((await runTerminal(['report', '--pdf', '--html'], where)).code).toBe(2);
  });
});
