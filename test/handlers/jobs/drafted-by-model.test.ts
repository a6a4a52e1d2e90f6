import { expect, test } from 'vitest';
import { attacks, compromised } from '../../../demo/fake-model/compromised.ts';
import { honest } from '../../../demo/fake-model/honest.ts';
import { type FakeModelParts, openFakeModel } from '../../../demo/fake-model/server.ts';
import type { RolloutId } from '../../../src/core/ids.ts';
import { memoryRouter } from '../memory-router.ts';
import { openWorld, type World } from '../world.ts';
import { nowhere } from './shop.ts';

const key = 'sk-ant-test-0123456789abcdefghij';
const models = ['little', 'big'];

const configured = (url: string) => `${nowhere}
documents:
  model:
    provider: anthropic
    api_key: { env: MODEL_KEY }
    base_url: ${url}
    names: { small: little, large: big }
    prices:
      as_of: 2026-11-01
      per_million_tokens: { little: { input: 1, output: 5 }, big: { input: 3, output: 15 } }
`;

/** A rollout that was taken back, with every document about it. */
async function takenBack(
  reply: FakeModelParts['reply'],
  use: (world: World, id: RolloutId) => Promise<void>,
) {
  await using service = await openFakeModel({ key, models, reply });
  const router = memoryRouter();
  await using world = await openWorld(configured(service.url), router, () => key);
  const id = await world.rolloutOf('deploy shop v2');
  await world.workUntil(async () => (await world.store.find(id))?.phase === 'observing');
  await world.say(`rollback ${id}`);
  await world.workUntil(async () => (await world.store.documents.of(id)).length >= 4);
  await world.work();
  await use(world, id);
}

test('documents of a rollout are drafted by the configured model, paid for and audited, and nobody reads its key', async () => {
  await takenBack(honest, async (world, id) => {
    const documents = await world.store.documents.of(id);
    expect(documents.map(({ document }) => document)).toEqual(
      expect.arrayContaining(['checklist', 'incident', 'root-cause', 'report']),
    );
    expect(new Set(documents.map(({ tree }) => tree.draftedBy))).toEqual(new Set(['model']));
    const attempts = await world.store.draftAudit.of(id);
    expect(attempts.length).toBeGreaterThanOrEqual(documents.length);
    expect(attempts.map(({ failure }) => failure)).toEqual(attempts.map(() => null));
    expect(attempts[0]).toMatchObject({ asked: 'little', cost: expect.any(Number) });
    const everything = JSON.stringify([documents, attempts, await world.events(id)]);
    expect(everything).not.toContain(key);
  });
});

test('a model that an attacker owns drafts nothing, moves nothing, and the documents are there', async () => {
  let times = 0;
  const anything: FakeModelParts['reply'] = (asked) => compromised(times++ % attacks.length)(asked);
  await takenBack(anything, async (world, id) => {
    const documents = await world.store.documents.of(id);
    expect(documents.map(({ tree }) => tree.draftedBy)).toEqual(documents.map(() => 'template'));
    expect(documents.map(({ tree }) => tree.draftedWhy).join()).toContain('did not pass Belay’s checks');
    expect(times).toBeGreaterThanOrEqual(documents.length);
    const kinds = await world.kinds(id);
    expect(kinds).not.toContain('approved');
    expect(kinds.filter((kind) => kind === 'rollback-ordered')).toHaveLength(1);
  });
});
