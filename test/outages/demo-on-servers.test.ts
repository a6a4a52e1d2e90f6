import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { programAt } from '../../demo/servers/programs.ts';

const program = join(import.meta.dirname, '..', '..', 'demo', 'main.ts');
const programs = ['postgres', 'redis-server', 'haproxy', 'prometheus'] as const;
const missing = programs.filter((program) => programAt(program) === null);

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'belay-demo-test-'));
  // PostgreSQL runs as somebody else where this runs as root.
  chmodSync(folder, 0o755);
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe.skipIf(missing.length > 0)('the demo on servers', () => {
  test('interrupted while it starts, ends whatever it has started', async () => {
    const { demo, group } = await startDemo('two workers');
    const exit = once(demo, 'exit');
    demo.kill('SIGINT');
    expect(await exit).toEqual([1, null]);
    expect(membersOf(group)).toEqual([]);
    expect(leftFiles()).toEqual([]);
  });

  test('interrupted twice by one Ctrl-C under npm, in the middle of the story, still ends in order', async () => {
    const { demo, group } = await startDemo('The router confirmed 10 %');
    const exit = once(demo, 'exit');
    demo.kill('SIGINT');
    demo.kill('SIGTERM');
    expect(await exit).toEqual([1, null]);
    expect(membersOf(group)).toEqual([]);
    expect(leftFiles()).toEqual([]);
  });

  test('killed outright, leaves nothing running and no file', async () => {
    // Open until somebody ends it.
    const { demo, group } = await startDemo('two workers', '--no-open');
    demo.kill('SIGKILL');
    while (membersOf(group).length > 0) await sleep(100);
    expect(leftFiles()).toEqual([]);
  });
});

/** Starts the demo and waits for words of its transcript. */
async function startDemo(words: string, kind = '--once'): Promise<{ demo: ChildProcess; group: number }> {
  const demo = spawn(process.execPath, [program, '--servers', '--no-open', kind], {
    cwd: folder,
    env: { ...process.env, TMPDIR: folder, NODE_DISABLE_COMPILE_CACHE: '1' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let said = '';
  await new Promise((heard) => {
    demo.once('exit', heard);
    demo.stdout.on('data', (chunk) => {
      said += String(chunk);
      if (said.includes(words)) heard(said);
    });
  });
  expect(said).toContain(words);
  const [, group] = processes().find(([, , parent]) => parent === demo.pid) ?? [];
  expect(group).toBeGreaterThan(0);
  return { demo, group: group ?? 0 };
}

/** Process, group and parent of everything that runs. */
function processes(): readonly (readonly [number, number, number])[] {
  const { stdout } = spawnSync('ps', ['-A', '-o', 'pid=,pgid=,ppid='], { encoding: 'utf8' });
  return stdout
    .trim()
    .split('\n')
    .map((line) => {
      const [pid = 0, group = 0, parent = 0] = line.trim().split(/\s+/).map(Number);
      return [pid, group, parent];
    });
}

function membersOf(group: number): readonly number[] {
  return processes().flatMap(([pid, one]) => (one === group ? [pid] : []));
}

function leftFiles(): readonly string[] {
  return readdirSync(folder).filter((name) => name.startsWith('belay-'));
}
