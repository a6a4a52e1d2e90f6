import { spawn } from 'node:child_process';
import { copyFile, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Running, running } from '../handlers/cli/run-terminal.ts';

const root = resolve(import.meta.dirname, '../..');
let folder: string;

/** A main of the test's own: says where it runs, obeys SIGTERM with 7, ends as it is told. */
const main = `
export async function run(argv) {
  if (argv[0] === 'wait') {
    const beat = setInterval(() => {}, 1000);
    return new Promise((done) => {
      process.once('SIGTERM', () => { clearInterval(beat); console.log('stopping'); done(7); });
      console.log('ready ' + process.pid);
    });
  }
  if (argv[0] === 'die') process.kill(process.pid, 'SIGKILL');
  const typed: string = process.versions.node.split('.')[0] ?? '';
  console.log(JSON.stringify({ major: Number(typed), argv }));
  return Number(argv[0] ?? 0);
}
`;

/** Makes the first process, and only that, take itself for an old Node. */
const pretendOld = `if (!process.connected) {
  Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '20.1.0' } });
}`;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'belay-bin-'));
  for (const name of ['with', 'without']) {
    await mkdir(join(folder, name, 'bin'), { recursive: true });
    await mkdir(join(folder, name, 'src'));
    await copyFile(join(root, 'bin/belay.js'), join(folder, name, 'bin/belay.js'));
    await writeFile(join(folder, name, 'src/main.ts'), main);
    await writeFile(join(folder, name, 'package.json'), '{"type":"module"}');
  }
  await symlink(join(root, 'node_modules'), join(folder, 'with/node_modules'));
  await writeFile(join(folder, 'old.cjs'), pretendOld);
});

afterAll(() => rm(folder, { recursive: true }));

function belay(
  argv: readonly string[],
  { old, bundled = true }: { old: boolean; bundled?: boolean },
): Running {
  const preload = old ? ['--require', join(folder, 'old.cjs')] : [];
  const program = join(folder, bundled ? 'with' : 'without', 'bin/belay.js');
  return running(spawn(process.execPath, [...preload, program, ...argv], { stdio: 'pipe' }));
}

describe.each([{ old: false }, { old: true }])('bin/belay.js started by an old Node: $old', (start) => {
  it('runs under Node 24 or newer with the same words and the same exit code', async () => {
    const { code, out, err } = await belay(['5', 'two words', '$(id)', '--flag'], start).finished;
    const said = JSON.parse(out) as { major: number; argv: string[] };
    expect({ code, err, argv: said.argv }).toEqual({
      code: 5,
      err: '',
      argv: ['5', 'two words', '$(id)', '--flag'],
    });
    expect(said.major).toBeGreaterThanOrEqual(24);
  });

  it('passes signals on and ends as Belay ends', async () => {
    const waiting = belay(['wait'], start);
    await waiting.printed(/ready/);
    waiting.child.kill('SIGTERM');
    expect(await waiting.finished).toMatchObject({ code: 7, out: expect.stringContaining('stopping') });
  });

  it('dies of the signal that killed Belay', async () => {
    const dying = belay(['die'], start);
    await dying.finished;
    expect(dying.child.signalCode).toBe('SIGKILL');
  });
});

it('leaves nothing running when the old Node is killed outright', async () => {
  const waiting = belay(['wait'], { old: true });
  const pid = Number(/ready (\d+)/.exec(await waiting.printed(/ready \d+\n/))?.[1]);
  expect(pid).not.toBe(waiting.child.pid);
  waiting.child.kill('SIGKILL');
  // The output closes once nobody is left who could write to it.
  expect((await waiting.finished).out).toContain('stopping');
});

it('says what to run when only an old Node is there', async () => {
  const { code, out, err } = await belay(['status'], { old: true, bundled: false }).finished;
  expect({ code, out }).toEqual({ code: 2, out: '' });
  expect(err).toContain('npm ci --include=optional');
});
