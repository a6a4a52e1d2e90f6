import { REST, Routes } from 'discord.js';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { PlaceName, type RolloutId } from '../../../src/core/ids.ts';
import { type DiscordWorld, openDiscordWorld } from './discord-world.ts';

let here: DiscordWorld;

beforeAll(async () => {
  here = await openDiscordWorld();
});
afterAll(() => here[Symbol.asyncDispose]());
afterEach(() => here.takeBack());

const pauseForLunch = { command: 'belay', sub: 'pause', options: { reason: 'lunch' } };

/** @returns the thread under the card of the rollout */
async function threadUnder(id: RolloutId): Promise<string> {
  const { discord } = here;
  const card = await here.cardOf(id);
  const rest = new REST({ api: discord.api }).setToken(discord.token);
  await rest.post(Routes.threads(discord.channel, card.id), { body: { name: 'shop' } });
  return card.id;
}

describe.each(['gateway', 'http'] as const)('over %s', (via) => {
  beforeAll(() => here.discord.deliverBy(via === 'http' ? { url: here.bot.url } : 'gateway'));

  test('a slash command is acknowledged in time, for the person alone, and runs', async () => {
    const { discord, world } = here;
    const typed = {
      command: 'belay',
      sub: 'deploy',
      options: { service: 'shop', version: 'v2', reason: 'a "new" page' },
    };
    world.later(1000);
    const delivered = await discord.slash(typed);
    expect(delivered.millis).not.toBeNull();
    expect(delivered.interaction.first).toMatchObject({ type: 5, data: { flags: 64 } });
    expect(await here.answerTo(delivered)).toContain('shop');
    const [row] = await world.store.recent({}, 1);
    const [first] = await world.store.events(row?.id ?? ('' as RolloutId));
    expect(first?.event).toMatchObject({ kind: 'requested', reason: 'a "new" page' });
    expect(first?.actor).toMatchObject({ kind: 'person', person: 'bo', place: 'discord' });
  });

  test('status shows the card with buttons, and a pressed one sends its command', async () => {
    const id = await here.observed();
    const { discord } = here;
    const card = await here.cardOf(id);
    const pressed = await discord.click(card, 'Pause');
    expect(await here.answerTo(pressed)).toContain('aused');
    expect((await here.world.store.events(id)).at(-1)?.event.kind).toBe('paused');
  });

  test('a rollback asks why in a form, and the reason is recorded as it was typed', async () => {
    const id = await here.observed();
    const { discord, world } = here;
    const pressed = await discord.click(await here.cardOf(id), 'Roll back');
    expect(pressed.interaction.first).toMatchObject({
      type: 9,
      data: { title: expect.stringMatching(/^Roll back shop v2 in /) },
    });
    const reason = 'it\'s "slow" \\ `id` && --gradual @here';
    const sent = await discord.submit(pressed.interaction, { reason });
    expect(await here.answerTo(sent)).toContain('oll');
    const asked = (await world.store.events(id)).find(({ event }) => event.kind === 'rollback-ordered');
    expect(asked?.event).toMatchObject({ cause: { kind: 'person', reason } });
  });

  test('in the thread of a card the rollout need not be named', async () => {
    const id = await here.observed();
    const { discord, world } = here;
    const thread = await threadUnder(id);
    await here.answerTo(await discord.slash(pauseForLunch, { channel: thread }));
    expect((await world.store.events(id)).at(-1)?.event).toMatchObject({ kind: 'paused', reason: 'lunch' });
    // Outside of it, a reason is not taken for a target.
    const outside = await here.answerTo(
      await discord.slash({ ...pauseForLunch, options: { reason: 'shop' } }),
    );
    expect(outside).toContain('needs `target` as well');
  });

  test('a thread of a card that another place of the server posted means its rollout', async () => {
    const id = await here.observed();
    const { discord, world } = here;
    const thread = await threadUnder(id);
    const { posts } = world.store;
    const post = await posts.get(PlaceName.parse('discord'), `card/${id}`);
    const staging = PlaceName.parse('staging');
    await posts.save({ place: staging, key: 'card', rollout: id, ref: post?.ref ?? null, shown: '', at: 0 });
    await posts.remove(PlaceName.parse('discord'), `card/${id}`);
    await here.answerTo(await discord.slash(pauseForLunch, { channel: thread }));
    expect((await world.store.events(id)).at(-1)?.event).toMatchObject({ kind: 'paused', reason: 'lunch' });
  });

  test('a thread that cannot be looked up asks for the rollout by name, and takes it', async () => {
    const id = await here.observed();
    const { discord, world } = here;
    const thread = await threadUnder(id);
    const found = vi.spyOn(world.store.posts, 'find').mockRejectedValue(new Error('away'));
    try {
      const refused = await here.answerTo(await discord.slash(pauseForLunch, { channel: thread }));
      expect(refused).toContain('could not look up');
      expect(refused).toContain('/belay pause target:r-…');
      const named = { ...pauseForLunch, options: { target: id, reason: 'lunch' } };
      await here.answerTo(await discord.slash(named, { channel: thread }));
      expect((await world.store.events(id)).at(-1)?.event).toMatchObject({ kind: 'paused' });
    } finally {
      found.mockRestore();
    }
  });

  test('what is being typed is completed from what there is', async () => {
    const id = await here.observed();
    const { discord } = here;
    const ask = async (sub: string, options: Record<string, string>, focused: string) =>
      (await discord.autocomplete({ command: 'belay', sub, options, focused }))?.map(({ value }) => value);
    expect(await ask('deploy', { service: 's' }, 'service')).toEqual(['shop', 'asked']);
    expect(await ask('deploy', { service: 'shop', version: '' }, 'version')).toEqual(['v3', 'v2', 'v1']);
    expect(await ask('deploy', { service: 'shop', environment: 'de' }, 'environment')).toEqual(['demo']);
    expect(await ask('rollback', { target: '' }, 'target')).toEqual(['shop', 'asked', id]);
    expect(await ask('help', { command: 'repo' }, 'command')).toEqual(['report']);
    const strange = { command: 'belay', sub: 'deploy', options: { service: 's' }, focused: 'service' };
    expect(await discord.autocomplete(strange, { user: discord.town.stranger })).toEqual([]);
  });

  test('the same delivery twice is worked once', async () => {
    const id = await here.observed();
    const { discord, world } = here;
    const typed = { command: 'belay', sub: 'note', options: { target: id, text: 'once' } };
    const first = await discord.slash(typed);
    await here.answerTo(first);
    await discord.again({ ...first.interaction });
    await here.bot.hear.idle();
    const notes = (await world.store.events(id)).filter(({ event }) => event.kind === 'noted');
    expect(notes).toHaveLength(1);
  });

  test('nothing that is sent can mention anybody', async () => {
    const { discord } = here;
    await here.answerTo(
      await discord.slash({ command: 'belay', sub: 'status', options: { target: '@here' } }),
    );
    const bodies = discord.requests.filter(
      ({ method, path }) => method !== 'GET' && /\/messages(\/[^/]+)?$/.test(path),
    );
    expect(bodies.length).toBeGreaterThan(0);
    for (const { json } of bodies) expect(json).toMatchObject({ allowed_mentions: { parse: [] } });
  });
});
