import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openEmbedded } from '../../src/adapters/store/pglite-pool.ts';
import { openStore } from '../../src/adapters/store/postgres-store.ts';
import { PersonId } from '../../src/core/ids.ts';
import { createDraftDocument } from '../../src/drafting/create-draft-document.ts';
import type { Store } from '../../src/ports/store.ts';
import { makeStoreFolder } from '../builders/store-folder.ts';
import { draftingParts, inProcess, promptsWith, requestOf, serviceOf } from './parts.ts';

let store: Store;
let close: () => Promise<unknown>;

beforeAll(async () => {
  const dir = await mkdtemp(join(tmpdir(), 'belay-drafting-'));
  await makeStoreFolder(dir);
  const embedded = await openEmbedded(dir, () => undefined);
  store = await openStore(embedded.pool);
  close = async () => {
    await store[Symbol.asyncDispose]();
    await embedded[Symbol.asyncDispose]?.();
    await rm(dir, { recursive: true, force: true });
  };
});
afterAll(() => close());

const note = (text: string) => ({ untrusted: [{ source: 'note', text }] as const });

it('of two workers that want the same dollar, one gets it', async () => {
  const day = Date.UTC(2026, 10, 1);
  const caps = { rollout: 1, person: 5, day: 0.06 };
  const worker = () => {
    const model = inProcess();
    const service = serviceOf(model, { caps });
    const parts = draftingParts(service, {
      spending: store.spending,
      cache: store.draftCache,
      audit: store.draftAudit,
      clock: () => day,
    });
    return { model, draft: createDraftDocument(parts) };
  };
  const [left, right] = [worker(), worker()];
  const drafted = await Promise.all([left.draft(requestOf(note('a'))), right.draft(requestOf(note('b')))]);
  expect(left.model.asked.length + right.model.asked.length).toBe(1);
  expect(drafted.map(({ tree }) => tree.draftedBy).toSorted()).toEqual(['model', 'template']);
  expect(drafted.map(({ tree }) => tree.draftedWhy).join()).toContain('today’s budget of $0.06');
  const attempts = await store.draftAudit.of('r-0000000001');
  expect(attempts.map(({ asked }) => asked === null).toSorted()).toEqual([false, true]);
});

it('what was settled leaves room for more; what was not counts in full', async () => {
  const day = Date.UTC(2026, 10, 2);
  const person = PersonId.parse('ada');
  const caps = { rollout: 1, person: 0.06, day: 20 };
  const model = inProcess();
  const parts = draftingParts(serviceOf(model, { caps }), {
    spending: store.spending,
    clock: () => day,
    prompts: promptsWith({ timeout_ms: 5000 }),
  });
  const draft = createDraftDocument(parts);
  for (const text of ['a', 'b', 'c']) await draft(requestOf({ person, ...note(text) }));
  expect(model.asked).toHaveLength(3);
  const lost = { ...parts, spending: { ...store.spending, settle: async () => undefined } };
  await createDraftDocument(lost)(requestOf({ person, ...note('d') }));
  expect(model.asked).toHaveLength(4);
  const last = await draft(requestOf({ person, ...note('e') }));
  expect(model.asked).toHaveLength(4);
  expect(last.tree.draftedWhy).toContain('budget of $0.06 a day for this person’s questions');
});
