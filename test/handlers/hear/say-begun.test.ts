import { expect, test } from 'vitest';
import { commands } from '../../../commands/registry.ts';
import { sayBegun } from '../../../handlers/hear/say-begun.ts';
import { PersonId, PlaceName } from '../../../src/core/ids.ts';
import type { Reply } from '../../../src/core/reply.ts';
import type { KeptDelivery } from '../../../src/ports/inbox.ts';
import { aLog } from '../../builders/log.ts';

const place = PlaceName.parse('slack');
const fresh: KeptDelivery = {
  place,
  key: 'command/1',
  at: 0,
  payload: null,
  begun: false,
  reply: null,
  attempts: 0,
};
const done: Reply = { kind: 'done', sentence: 'Done.', rollout: null };
const specs = commands.map(({ spec }) => spec);
const speaker = { person: PersonId.parse('bo'), name: 'Bo', roles: [] };

async function heard(
  text: string,
  kept: KeptDelivery = fresh,
  { quick = false, broken = false } = {},
): Promise<readonly string[]> {
  const answered = Promise.withResolvers<Reply>();
  if (quick) answered.resolve(done);
  const told: string[] = [];
  const work = sayBegun(
    { specs, log: aLog(), patience: quick ? 10_000 : 0 },
    { kept, once: () => answered.promise },
    { text, speaker, place },
    async (sentence) => {
      told.push(sentence);
      if (broken) throw new Error('Slack is away');
    },
  );
  setTimeout(() => answered.resolve(done), 20);
  expect(await work).toEqual(done);
  return told;
}

test('a slow command is said to have begun, before its answer', async () => {
  expect(await heard('verify shop')).toEqual([expect.stringContaining('verification script')]);
  expect(await heard('prepare migration --from v1 --to v2')).toEqual([
    expect.stringContaining('scratch database'),
  ]);
});

test('it is not, where the answer comes at once, where it is not slow, or where it was begun before', async () => {
  expect(await heard('verify shop', fresh, { quick: true })).toEqual([]);
  expect(await heard('rollback shop')).toEqual([]);
  expect(await heard('no such command')).toEqual([]);
  expect(await heard('verify shop', { ...fresh, begun: true })).toEqual([]);
});

test('where that cannot be said, the answer is given all the same', async () => {
  expect(await heard('verify shop', fresh, { broken: true })).toHaveLength(1);
});
