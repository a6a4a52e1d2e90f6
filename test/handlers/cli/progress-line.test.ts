import { expect, it } from 'vitest';
import { createProgressLine } from '../../../handlers/cli/progress-line.ts';

function told(isTTY: boolean, times: readonly number[]) {
  let now = 0;
  const written: string[] = [];
  const stream = { isTTY, write: (text: string) => written.push(text) > 0 };
  const line = createProgressLine(stream, () => now);
  for (const time of times) {
    now = time;
    line.tell(`at ${time}`);
  }
  line.end();
  return written;
}

it('where a person watches, one line changes and is gone at the end', () => {
  expect(told(true, [50, 120, 180, 230])).toEqual(['\rat 120\u001b[K', '\rat 230\u001b[K', '\r\u001b[K']);
});

it('a log gets a line now and then', () => {
  expect(told(false, [5000, 10_000, 15_000, 21_000])).toEqual(['at 10000\n', 'at 21000\n']);
});

it('what is done at once is not told at all', () => {
  expect(told(false, [1, 2, 3])).toEqual([]);
});
