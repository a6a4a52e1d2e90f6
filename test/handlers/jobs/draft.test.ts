import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { type DraftParts, draft } from '../../../handlers/jobs/draft.ts';
import { sweepOnce } from '../../../handlers/jobs/sweep.ts';
import type { DocumentTree } from '../../../src/core/documents/tree.ts';
import type { PlaceName, RolloutId } from '../../../src/core/ids.ts';
import type { Job } from '../../../src/ports/queue.ts';
import { memoryRouter } from '../memory-router.ts';
import { openWorld, type World } from '../world.ts';
import { nowhere } from './shop.ts';

let world: World;
let rollout: RolloutId;
let tries = 0;

beforeAll(async () => {
  world = await openWorld(nowhere, memoryRouter());
  rollout = await world.rolloutOf('deploy shop v2');
  await world.workUntil(async () => (await world.store.find(rollout))?.phase === 'observing');
});

afterAll(() => world[Symbol.asyncDispose]());

beforeEach(() => {
  tries += 1;
  world.jobs.splice(0);
});

/** A document of its own for every test, so that none sees what another one kept. */
async function aRow(part = `gate-${tries}`): Promise<number> {
  const item = { kind: 'draft', rollout, document: 'go-no-go', part } as const;
  const [id = 0] = await world.store.put(
    [{ key: `document/${rollout}/test/${tries}-${part}`, item }],
    world.now(),
  );
  return id;
}

function aTree(title: string): DocumentTree {
  return { title, summary: 's', draftedBy: 'template', draftedWhy: 'w', at: world.now(), blocks: [] };
}

/** @param written what each attempt writes, one after the other */
function writing(written: readonly (readonly string[] | Error)[]): DraftParts & { readonly asked: number[] } {
  const asked: number[] = [];
  return {
    ...world.wired.jobs.draft,
    asked,
    async *write() {
      const next = written[asked.length] ?? [];
      asked.push(world.now());
      if (next instanceof Error) throw next;
      for (const title of next) yield aTree(title);
    },
  };
}

const kept = async () =>
  (await world.store.documents.get({ rollout, document: 'go-no-go', part: `gate-${tries}` }))?.tree.title ??
  null;

async function isPending(id: number): Promise<boolean> {
  return (await world.store.peek(id)) !== null;
}

async function shown(): Promise<readonly string[]> {
  const thread = await world.store.messages.thread('console' as PlaceName, rollout);
  return thread.map(({ key }) => key).filter((key) => key.includes(`/test/${tries}-`));
}

test('a document is kept and shown once, however often its job comes', async () => {
  const id = await aRow();
  const parts = writing([['first'], ['second']]);
  await Promise.all([draft(parts, id), draft(parts, id)]);
  await draft(parts, id);
  await world.work();
  expect(await kept()).toBe('first');
  expect(await shown()).toHaveLength(1);
  expect(await isPending(id)).toBe(false);
  expect(parts.asked).toHaveLength(1);
});

test('one that gets better is shown when it is first there, and kept as it is in the end', async () => {
  const id = await aRow();
  await draft(writing([['at once', 'better']]), id);
  expect(world.jobs.filter(({ job }) => job.kind === 'deliver')).toHaveLength(1);
  await world.work();
  expect(await kept()).toBe('better');
  expect(await shown()).toHaveLength(1);
});

test('one that cannot be written is tried again with growing pauses, and never given up', async () => {
  const id = await aRow();
  const failures = Array.from({ length: 9 }, () => new Error('no'));
  const parts = writing([...failures, ['at last']]);
  const pauses: number[] = [];
  for (const _ of failures) {
    await draft(parts, id);
    const before = world.now();
    while (!(await world.store.pending(world.now(), 100)).some((row) => row.id === id)) world.later(5000);
    pauses.push((world.now() - before) / 1000);
  }
  expect(pauses).toEqual([5, 10, 20, 40, 80, 160, 300, 300, 300]);
  await draft(parts, id);
  expect(await kept()).toBe('at last');
  expect(await isPending(id)).toBe(false);
});

test('a worker that is killed after it kept the document is followed by one that shows it without writing it anew', async () => {
  const id = await aRow();
  const killed = writing([['written']]);
  const never = new Promise<never>(() => undefined);
  let saved: () => void = () => undefined;
  const untilSaved = new Promise<void>((resolve) => {
    saved = resolve;
  });
  const dying: DraftParts = {
    ...killed,
    outbox: {
      ...world.wired.jobs.draft.outbox,
      put: () => {
        saved();
        return never;
      },
    },
  };
  void draft(dying, id);
  await untilSaved;
  const after = writing([['written again']]);
  await draft(after, id);
  expect(await shown(), 'the dead worker is not known to be dead yet').toEqual([]);
  world.later(10_001);
  await draft(after, id);
  await world.work();
  expect(after.asked).toEqual([]);
  expect(await kept()).toBe('written');
  expect(await shown()).toHaveLength(1);
  expect(await isPending(id)).toBe(false);
});

test('a worker that is killed after it put the messages in is followed by one that puts in no second ones', async () => {
  const id = await aRow();
  const first = writing([['written']]);
  const lost: DraftParts = {
    ...first,
    outbox: { ...world.wired.jobs.draft.outbox, delivered: () => Promise.reject(new Error('killed')) },
    queue: { add: () => Promise.reject(new Error('killed')) },
  };
  await draft(lost, id);
  world.later(600_000);
  await draft(writing([['second']]), id);
  await sweepOnce({ ...sweeping(), index: { due: async () => [] } });
  await world.work();
  expect(await shown()).toHaveLength(1);
  expect(await kept()).toBe('written');
});

test('the sweep finds a draft whose job was lost', async () => {
  const id = await aRow();
  world.later(10_000);
  await sweepOnce({ ...sweeping(), index: { due: async () => [] } });
  expect(world.jobs.map(({ job }) => job)).toContainEqual({ kind: 'deliver', outbox: id });
  await world.work();
  expect(await isPending(id)).toBe(false);
});

function sweeping() {
  const run = async (_job: Job) => undefined;
  return {
    index: world.store,
    outbox: world.store,
    queue: { add: async (job: Job, at: number) => void world.jobs.push({ job, at }) },
    run,
    running: new Set<string>(),
    clock: world.now,
    log: world.wired.jobs.draft.log,
  };
}

test('a place that is down gets it later, and the others get it now', async () => {
  const id = await aRow();
  const origin = { place: 'away' as PlaceName, thread: 't' };
  const ledger: DraftParts['ledger'] = {
    load: async (one) => {
      const found = await world.wired.ledger.load(one);
      return found === null ? null : { ...found, origin };
    },
  };
  await draft({ ...writing([['written']]), ledger }, id);
  const rows = await world.store.pending(world.now(), 500);
  const mine = rows.filter(({ key }) => key.includes(`/test/${tries}-`));
  expect(mine.map(({ item }) => 'place' in item && item.place)).toEqual(['console', 'away']);
  await world.work();
  expect(await shown()).toHaveLength(1);
  // belay.yml does not name it: it hears nothing, and nothing waits for it for ever.
  expect(
    (await world.store.pending(world.now(), 500)).some(({ key }) => key.includes(`/test/${tries}-`)),
  ).toBe(false);
});

test('nothing is left of a draft whose rollout is not there, or that has nothing to say', async () => {
  const quiet = await aRow();
  await draft(writing([[]]), quiet);
  expect(await isPending(quiet)).toBe(false);
  const gone = await aRow('gate-99');
  await draft({ ...writing([['x']]), ledger: { load: async () => null } }, gone);
  expect(await isPending(gone)).toBe(false);
  expect(await shown()).toEqual([]);
});

test('a store that answers nothing throws nothing at a worker', async () => {
  const id = await aRow();
  const away = () => Promise.reject(new Error('no store'));
  const parts = { ...writing([['x']]), leases: { acquire: away, release: away } as DraftParts['leases'] };
  await expect(draft(parts, id)).resolves.toBeUndefined();
  expect(await isPending(id)).toBe(true);
});
