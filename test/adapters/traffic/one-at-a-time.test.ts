import { expect, test } from 'vitest';
import { oneAtATime } from '../../../src/adapters/traffic/haproxy/one-at-a-time.ts';

function slowWork() {
  const begun: PromiseWithResolvers<number>[] = [];
  const ask = oneAtATime(() => {
    const work = Promise.withResolvers<number>();
    begun.push(work);
    return work.promise;
  });
  return { begun, ask };
}

const soon = () => new Promise((resolve) => setImmediate(resolve));

test('who asks while one is under way shares the next, which begins after it', async () => {
  const { begun, ask } = slowWork();
  const first = ask();
  await soon();
  const [second, third] = [ask(), ask()];
  await soon();
  expect(begun).toHaveLength(1);
  begun[0]?.resolve(1);
  expect(await first).toBe(1);
  await soon();
  expect(begun).toHaveLength(2);
  begun[1]?.resolve(2);
  expect(await Promise.all([second, third])).toEqual([2, 2]);
});

test('one that fails fails for who asked for it, and not for the next', async () => {
  const { begun, ask } = slowWork();
  const first = ask();
  await soon();
  const second = ask();
  begun[0]?.reject(new Error('away'));
  await expect(first).rejects.toThrow('away');
  await soon();
  begun[1]?.resolve(2);
  expect(await second).toBe(2);
});
