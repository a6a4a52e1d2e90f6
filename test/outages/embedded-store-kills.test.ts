import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { openEmbedded } from '../../src/adapters/store/pglite-pool.ts';
import { openStore } from '../../src/adapters/store/postgres-store.ts';
import { verifier } from '../../src/core/audit/verify.ts';
import { RolloutId } from '../../src/core/ids.ts';
import { startChild } from '../adapters/store/child.ts';
import { aRolloutId } from '../builders/events.ts';

/** A first opening takes seconds, and more on a busy machine. */
const patience = { timeout: 45_000, interval: 10 };
vi.setConfig({ testTimeout: 90_000 });

let dir = '';
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'belay-crash-'));
});
afterEach(async () => {
  await rm(dir, { recursive: true });
});

test('a process killed while it writes loses nothing it acknowledged, and the folder is free for the next', async () => {
  const id = aRolloutId();
  let acknowledged = 0;
  for (const more of [40, 25]) {
    await using child = startChild('appending-child.ts', dir, id);
    await vi.waitFor(() => expect(child.lines.length).toBeGreaterThan(more), patience);
    await child.kill();
    const last = Number(child.lines.at(-1));
    expect(last).toBeGreaterThan(acknowledged);
    acknowledged = last;
  }

  await using embedded = await openEmbedded(dir, () => {});
  await using store = await openStore(embedded.pool);
  const events = await store.events(id);
  expect(events.length).toBeGreaterThanOrEqual(acknowledged);
  expect(events.map(({ seq }) => seq)).toEqual(events.map((_event, index) => index + 1));
  const audit = verifier();
  for await (const row of store.rows(1)) audit.row(row);
  expect(audit.end(await store.head())).toEqual([]);
});

test('a process killed while it writes many rollouts at once loses nothing it acknowledged of any of them', async () => {
  await using child = startChild('appending-many-child.ts', dir);
  await vi.waitFor(() => expect(child.lines.length).toBeGreaterThan(150), patience);
  await child.kill();
  const acknowledged = new Map(child.lines.map((line) => line.split(' ') as [string, string]));
  expect(acknowledged.size).toBe(10);

  await using embedded = await openEmbedded(dir, () => {});
  await using store = await openStore(embedded.pool);
  for (const [id, seq] of acknowledged) {
    const events = await store.events(RolloutId.parse(id));
    expect(events.length).toBeGreaterThanOrEqual(Number(seq));
    expect(events.map((event) => event.seq)).toEqual(events.map((_event, index) => index + 1));
  }
  const audit = verifier();
  for await (const row of store.rows(1)) audit.row(row);
  expect(audit.end(await store.head())).toEqual([]);
});

test('a process killed while it makes the database leaves a folder that opens', async () => {
  await using child = startChild('appending-child.ts', dir, aRolloutId());
  await vi.waitFor(() => expect(existsSync(join(dir, 'postgres.unfinished', 'base'))).toBe(true), patience);
  await child.kill();
  expect(child.lines).toEqual([]);
  await using embedded = await openEmbedded(dir, () => {});
  await using store = await openStore(embedded.pool);
  await store.ping();
});

test('a second process is refused and told who has the folder and what to do', async () => {
  await using child = startChild('appending-child.ts', dir, aRolloutId());
  await vi.waitFor(() => expect(child.lines.length).toBeGreaterThan(0), patience);
  await expect(openEmbedded(dir, () => {})).rejects.toMatchObject({
    code: 'store-locked',
    retryable: false,
    message: expect.stringMatching(
      new RegExp(`^Process ${child.pid} .*${dir}.*Stop that one first, or .* another data folder`),
    ),
  });
});
