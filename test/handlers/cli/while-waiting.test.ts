import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { commands } from '../../../commands/registry.ts';
import { waitingWords, whileWaiting } from '../../../handlers/cli/while-waiting.ts';

const specs = commands.map(({ spec }) => spec);

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

function stream(isTTY: boolean) {
  const written: string[] = [];
  const write = (text: string) => written.push(text) > 0;
  return { written, stderr: { isTTY, columns: 80, write } as unknown as NodeJS.WriteStream };
}

async function waited(millis: number, isTTY: boolean): Promise<readonly string[]> {
  const { written, stderr } = stream(isTTY);
  const work = new Promise((resolve) => setTimeout(resolve, millis, 'done'));
  const answer = whileWaiting(work, 'Trying it.', { stderr, clock: () => Date.now() });
  await vi.advanceTimersByTimeAsync(millis);
  expect(await answer).toBe('done');
  await vi.advanceTimersByTimeAsync(60_000);
  return written;
}

test('a person sees how long it takes, and nothing is left of it', async () => {
  expect(await waited(2500, true)).toEqual([
    '\r1s  Trying it.\u001b[K',
    '\r2s  Trying it.\u001b[K',
    '\r\u001b[K',
  ]);
});

test('nothing is said where the answer comes at once', async () => {
  expect(await waited(500, true)).toEqual([]);
});

test('a log gets a line now and then', async () => {
  expect(await waited(25_500, false)).toEqual(['10s  Trying it.\n', '20s  Trying it.\n']);
});

test('what fails ends the line too', async () => {
  const { written, stderr } = stream(true);
  const work = new Promise((_, reject) => setTimeout(reject, 1500, new Error('gone')));
  const answer = whileWaiting(work, 'Trying it.', { stderr, clock: () => Date.now() });
  const failed = expect(answer).rejects.toThrow('gone');
  await vi.advanceTimersByTimeAsync(1500);
  await failed;
  expect(written.at(-1)).toBe('\r\u001b[K');
});

test('slow commands say what they do, also by two words', () => {
  expect(waitingWords('prepare migration shop --from v1 --to v2', specs)).toContain('scratch database');
  expect(waitingWords('verify shop', specs)).toContain('verification script');
  expect(waitingWords('status', specs)).toBe('Waiting for the answer.');
});
