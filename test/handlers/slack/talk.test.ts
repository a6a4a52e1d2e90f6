import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { type Bot, openSlackWorld, people, type SlackWorld } from './slack-world.ts';

const { bo, kim, stranger } = people;

let town: SlackWorld;
let socketBot: Bot;
beforeAll(async () => {
  town = await openSlackWorld();
  socketBot = await town.openBot('socket');
});
afterAll(() => town[Symbol.asyncDispose]());
afterEach(() => town.takeBack());

describe.each(['http', 'socket'] as const)('over %s', (how) => {
  beforeAll(() => town.talkTo(how === 'http' ? town.bot : socketBot));

  test('a command is answered to whoever typed it', async () => {
    expect(await town.slack.command({ user: kim, text: 'status' })).toMatchObject({ status: 200, ack: null });
    await town.idle();
    expect(town.whispers(kim).join()).toContain('Nothing is live');
  });

  test('a rollout is asked for, promoted by its button and taken back with a reason', async () => {
    const { slack, world } = town;
    await slack.command({ user: kim, text: 'deploy shop v2 to demo' });
    await town.idle();
    expect(town.whispers(kim).at(-1)).toContain('shop v2');
    const id = (await world.store.recent({}, 50)).find(({ open }) => open)?.id;
    if (id === undefined) throw new Error('nothing was started');
    await town.until(id, 'observing');
    const { ts } = await town.cardOf(id);
    await slack.click(ts, { user: bo, button: 'Promote' });
    await town.idle();
    expect(await world.kinds(id)).toContain('promoted');
    await slack.click(ts, { user: bo, button: 'Roll back' });
    await expect.poll(() => town.modalOf(bo).callback_id).toBe('reason');
    await slack.submit(town.modalOf(bo).id, { user: bo, values: { reason: 'prices "wrong" \\ in cart' } });
    await town.idle();
    expect(JSON.stringify(await world.events(id))).toContain('prices \\"wrong\\" \\\\ in cart');
    expect(await town.phaseOf(id)).toBe('rolling-back');
  });

  test('a mention is answered in its thread, and a thread of a card means its rollout', async () => {
    const { slack } = town;
    const id = await town.observed('v3');
    const card = await town.cardOf(id);
    await slack.mention({ user: bo, text: 'rollback "checkout &amp; cart"', thread: card.ts });
    await town.idle();
    expect(await town.phaseOf(id)).toBe('rolling-back');
    expect(JSON.stringify(await town.world.events(id))).toContain('checkout & cart');
    expect(town.thread(card.ts).some(({ text }) => text.includes('✅'))).toBe(true);
  });

  test('whoever is not declared hears it politely, with the id to declare', async () => {
    const before = town.whispers(stranger).length;
    await town.slack.command({ user: stranger, text: 'deploy shop v2 to demo' });
    await town.idle();
    expect(town.whispers(stranger).join()).toContain('T0SHOP/U0STRANGER');
    await town.slack.mention({ user: stranger, text: 'deploy shop v2 to demo' });
    await town.idle();
    expect(town.whispers(stranger)).toHaveLength(before + 2);
  });
});
