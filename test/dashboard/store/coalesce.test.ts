import { expect, test } from 'vitest';
import { coalesce } from '../../../dashboard/src/store/coalesce.ts';

test('calls during a refresh lead to exactly one more, begun after the last of them', async () => {
  let runs = 0;
  const gates: (() => void)[] = [];
  const refresh = coalesce(async () => {
    runs += 1;
    await new Promise<void>((resolve) => gates.push(resolve));
  });
  const first = refresh();
  void refresh();
  const last = refresh();
  expect(runs).toBe(1);
  gates[0]?.();
  await Promise.resolve();
  await Promise.resolve();
  expect(runs).toBe(2);
  gates[1]?.();
  await Promise.all([first, last]);
  expect(runs).toBe(2);
});
