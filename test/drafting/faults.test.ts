import { expect, it } from 'vitest';
import { honest } from '../../demo/fake-model/honest.ts';
import { openFakeModel } from '../../demo/fake-model/server.ts';
import { createDraftDocument } from '../../src/drafting/create-draft-document.ts';
import { key, modelAt, models } from '../adapters/model/asking.ts';
import { faultModes } from '../doubles/model/faulty.ts';
import { base, draftingParts, logged, memory, promptsWith, requestOf, serviceOf } from './parts.ts';

it.each(faultModes)(
  'a service with $name leaves a usable document before its deadline, with a record and without the key',
  async ({ reply, fault, retries }) => {
    await using service = await openFakeModel({ key, models, reply });
    const kept = memory();
    const { lines, log } = logged();
    const timeout_ms = fault === 'deadline' ? 700 : 5000;
    const prompts = promptsWith({ timeout_ms });
    const parts = draftingParts(serviceOf(modelAt(service.url, retries)), { ...kept, prompts, log });
    const { tree, choices } = await createDraftDocument(parts)(requestOf());
    expect(tree).toEqual({ ...base, draftedBy: 'template', draftedWhy: expect.stringMatching(/^The|^What/) });
    expect(choices).toBeNull();
    expect(kept.attempts.length).toBe(fault === null ? 2 : 1);
    expect(kept.attempts[0]).toMatchObject({ asked: models[1], failure: tree.draftedWhy });
    expect(JSON.stringify([tree, kept.attempts, lines])).not.toContain(key);
  },
);

it('a service that comes back is used again', async () => {
  let well = false;
  const [broken] = faultModes;
  await using service = await openFakeModel({
    key,
    models,
    reply: (asked) => (well || broken === undefined ? honest(asked) : broken.reply(asked)),
  });
  const draft = createDraftDocument(draftingParts(serviceOf(modelAt(service.url))));
  expect((await draft(requestOf())).tree.draftedBy).toBe('template');
  well = true;
  expect((await draft(requestOf())).tree.draftedBy).toBe('model');
});
