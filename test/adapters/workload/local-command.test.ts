import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createLocalCommand } from '../../../src/adapters/workload/local-command.ts';
import type { CommandResult } from '../../../src/ports/command-runner.ts';

const long = 60_000;
const never = new AbortController().signal;
const began: number[] = [];
let directory: string;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'belay-command-'));
});

/** A background process that a test has made, or that a failing test has left. */
afterEach(() => {
  for (const pid of began.splice(0)) {
    if (isAlive(pid)) process.kill(pid, 'SIGKILL');
  }
  rmSync(directory, { recursive: true });
});

interface Asked {
  readonly timeout?: number;
  readonly signal?: AbortSignal;
  readonly environment?: Readonly<Record<string, string>>;
}

function run(argv: readonly string[], { timeout = long, signal = never, environment }: Asked = {}) {
  const path = { PATH: process.env['PATH'] ?? '' };
  const command = createLocalCommand({
    directory,
    environment: { ...path, ...environment },
    clock: () => Date.now(),
  });
  return command(argv as Parameters<typeof command>[0], timeout, signal);
}

const shell = (script: string, asked?: Asked): Promise<CommandResult> => run(['sh', '-c', script], asked);

/** The process id that a script has put into a file. */
async function pidIn(name: string): Promise<number> {
  const place = join(directory, name);
  while (!existsSync(place) || readFileSync(place, 'utf8').trim() === '') await sleep(10);
  const pid = Number(readFileSync(place, 'utf8'));
  began.push(pid);
  return pid;
}

/** A process that has ended and that nobody has waited for counts as gone. */
function isAlive(pid: number): boolean {
  try {
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
}

async function gone(pid: number): Promise<void> {
  while (isAlive(pid)) await sleep(20);
}

describe('a program', () => {
  it('succeeds with exit code 0, in the given directory', async () => {
    expect(await shell('pwd; echo oops >&2')).toMatchObject({
      succeeded: true,
      sentence: expect.stringMatching(/^sh exited with 0 after /),
      output: expect.stringMatching(new RegExp(`^${directory}\n`)),
    });
  });

  it('fails with any other, and shows what it said', async () => {
    expect(await shell('echo no such table >&2; exit 3')).toMatchObject({
      succeeded: false,
      sentence: expect.stringMatching(/^sh exited with 3 after /),
      output: 'no such table\n',
    });
  });

  it('fails when a signal ends it', async () => {
    expect(await shell('kill -KILL $$')).toMatchObject({
      succeeded: false,
      sentence: expect.stringContaining('was ended by SIGKILL'),
    });
  });

  it('that does not exist is a failure and not an error', async () => {
    expect(await run(['no-such-program-here'])).toMatchObject({
      succeeded: false,
      sentence: expect.stringMatching(/^no-such-program-here could not be started: .*ENOENT/),
    });
  });

  it('shows the end of a long output, without control characters', async () => {
    const { output } = await shell(
      `i=0; while [ $i -lt 2000 ]; do echo "line $i"; i=$((i+1)); done; printf 'é\\033[31mend'`,
    );
    expect(output).toHaveLength(4000 - 1);
    expect(output).toMatch(/line 1999\né\[31mend$/);
  });

  it('gets its arguments as they are, whatever a shell would make of them', async () => {
    const words = ['$(id)', '`id`', 'a b', '*', '; exit 1', '"', "'", '$HOME', '-n', ''];
    const { output } = await run([
      process.execPath,
      '-e',
      'console.log(JSON.stringify(process.argv.slice(1)))',
      '--',
      ...words,
    ]);
    expect(JSON.parse(output)).toEqual(words);
  });

  it('sees the environment that it was given and no more', async () => {
    const { output } = await run(['env'], { environment: { COLOUR: 'blue' } });
    expect(output.trim().split('\n').sort()).toEqual(['COLOUR=blue', `PATH=${process.env['PATH']}`]);
  });
});

describe('a program that goes on', () => {
  it('too long is ended with everything it started', async () => {
    const result = shell('sleep 600 & echo $! > child; wait', { timeout: 200 });
    const child = await pidIn('child');
    expect(await result).toMatchObject({
      succeeded: false,
      sentence: 'sh took longer than 200ms and was ended',
    });
    await gone(child);
  });

  it('and ignores the polite signal is ended for good, and its children too', async () => {
    const stubborn = `trap '' TERM; (while :; do sleep 1; done) & echo $! > child; while :; do sleep 1; done`;
    const result = shell(stubborn, { timeout: 200 });
    const child = await pidIn('child');
    expect(await result).toMatchObject({ succeeded: false, sentence: expect.stringContaining('200ms') });
    await gone(child);
  });

  it('obeys, but leaves a child that does not, is waited for until that is ended too', async () => {
    const script = `(trap '' TERM; echo ready > ready; while :; do sleep 1; done) & echo $! > child; wait`;
    const stop = new AbortController();
    const result = shell(script, { signal: stop.signal });
    await pidIn('child');
    while (!existsSync(join(directory, 'ready'))) await sleep(10);
    stop.abort();
    expect((await result).succeeded).toBe(false);
    await gone(await pidIn('child'));
  });

  it('is ended when the rollout no longer wants it', async () => {
    const stop = new AbortController();
    const result = shell('sleep 600 & echo $! > child; wait', { signal: stop.signal });
    const child = await pidIn('child');
    stop.abort();
    expect(await result).toMatchObject({
      succeeded: false,
      sentence: 'sh was stopped, because the rollout no longer wants it',
    });
    await gone(child);
  });

  it('is not even started when the rollout had stopped wanting it before', async () => {
    expect(await shell('touch started', { signal: AbortSignal.abort() })).toMatchObject({ succeeded: false });
    expect(existsSync(join(directory, 'started'))).toBe(false);
  });
});

describe('a program that leaves another in the background', () => {
  it('is over when it has ended, with what it said, and the other runs on', async () => {
    const result = await shell('sleep 600 & echo $! > child; echo started; exit 0');
    expect(result).toMatchObject({ succeeded: true, output: 'started\n' });
    const child = await pidIn('child');
    expect(isAlive(child)).toBe(true);
  });

  it('has failed when it says so, for all that the other runs on', async () => {
    expect(await shell('sleep 600 & echo $! > child; exit 4')).toMatchObject({ succeeded: false });
    await pidIn('child');
  });
});
