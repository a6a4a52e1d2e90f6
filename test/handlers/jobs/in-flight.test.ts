import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { createInFlight } from '../../../handlers/jobs/in-flight.ts';

test('what was started is waited for again, and not started twice', async () => {
  const inFlight = createInFlight<number>();
  let started = 0;
  const start = async () => {
    started += 1;
    await sleep(60);
    return started;
  };
  expect(await inFlight('a', start, 20)).toBeNull();
  await sleep(80);
  expect(await inFlight('a', start, 20)).toBe(1);
  expect(await inFlight('a', start, 200)).toBe(2);
});

test('an answer that nobody came for is dropped, and asked for anew', async () => {
  const inFlight = createInFlight<number>();
  let started = 0;
  const start = async () => {
    started += 1;
    if (started === 1) await sleep(10);
    return started;
  };
  expect(await inFlight('a', start, 1)).toBeNull();
  await sleep(200);
  expect(await inFlight('a', start, 100)).toBe(2);
});
