import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { RolloutId } from '../../../src/core/ids.ts';
import type { Delivered } from '../../doubles/discord/discord.ts';
import { type DiscordWorld, openDiscordWorld } from './discord-world.ts';

let here: DiscordWorld;

beforeAll(async () => {
  here = await openDiscordWorld();
});
afterAll(() => here[Symbol.asyncDispose]());
afterEach(() => {
  here.discord.deliverBy('gateway');
  return here.takeBack();
});

const kinds = (id: RolloutId) => here.world.kinds(id);
const note = (target: string, text: string) => ({ command: 'belay', sub: 'note', options: { target, text } });
const deploy = { command: 'belay', sub: 'deploy', options: { service: 'shop', version: 'v2' } };
const rollouts = async () => (await here.world.store.recent({}, 50)).length;

/** What was said at once, to the person alone. */
function refusalOf({ interaction }: Delivered): string {
  expect(interaction.first?.type).toBe(4);
  const message = here.discord.original(interaction);
  expect(message?.ephemeral).toBe(true);
  return message?.content ?? '';
}

describe('requests over HTTP', () => {
  const payload = async () => {
    const id = await here.observed();
    const { interaction } = await here.discord.slash(note(id, 'by hand'));
    await here.bot.hear.idle();
    return { id, body: JSON.stringify({ ...interaction.payload, id: here.discord.state.newId() }) };
  };
  const notes = async (id: RolloutId) => (await kinds(id)).filter((kind) => kind === 'noted').length;

  test('a forged, bent or missing signature is refused before anything is read', async () => {
    const { discord, bot } = here;
    const { id, body } = await payload();
    const forged = 'a'.repeat(128);
    for (const bend of [
      { 'x-signature-ed25519': forged },
      { 'x-signature-ed25519': '' },
      { 'x-signature-ed25519': 'xyz' },
      { 'x-signature-timestamp': String(Math.floor(here.world.now() / 1000) + 1) },
      { 'x-signature-timestamp': '' },
    ]) {
      expect(await discord.post(bot.url, body, bend)).toMatchObject({ status: 401 });
    }
    const probe = await discord.post(bot.url, '{"type":1}', { 'x-signature-ed25519': forged });
    expect(probe.status).toBe(401);
    await bot.hear.idle();
    expect(await notes(id)).toBe(1);
  });

  test('a ping is answered, so that Discord takes the address', async () => {
    expect(await here.discord.post(here.bot.url, '{"type":1}')).toEqual({ status: 200, body: { type: 1 } });
  });

  test('what was signed more than 5 minutes ago is refused, and sooner it is worked once', async () => {
    const { discord, bot, world } = here;
    const { id, body } = await payload();
    const signed = discord.sign(body);
    for (let times = 0; times < 3; times += 1) {
      expect(await discord.post(bot.url, body, signed)).toMatchObject({ status: 200, body: { type: 5 } });
    }
    await expect.poll(() => notes(id)).toBe(2);
    world.later(5 * 60_000 + 1000);
    expect(await discord.post(bot.url, body, signed)).toMatchObject({ status: 401 });
    // Also a bot that has not seen it knows it again.
    const other = await here.openBot();
    const resigned = discord.sign(body);
    expect(await discord.post(other.url, body, resigned)).toMatchObject({ status: 200 });
    await other.hear.idle();
    expect(await notes(id)).toBe(2);
  });

  test('a body over the limit is refused', async () => {
    const { discord, bot } = here;
    const body = JSON.stringify({ type: 1, fill: 'x'.repeat(1024 * 1024) });
    expect(await discord.post(bot.url, body)).toMatchObject({ status: 413 });
  });

  test('what is no interaction is refused', async () => {
    const { discord, bot } = here;
    for (const body of ['', '{', '[]', '{"type":2}', '{"type":99}', '{"type":2,"token":"../../x"}']) {
      expect((await discord.post(bot.url, body)).status, body).toBe(400);
    }
  });
});

describe('who is heard', () => {
  test('a stranger is told their id and nothing is done, on a command and on a button', async () => {
    const { discord } = here;
    const { stranger: user } = discord.town;
    const before = await rollouts();
    expect(refusalOf(await discord.slash(deploy, { user }))).toContain(`"${user.id}"`);
    expect(await rollouts()).toBe(before);
    const id = await here.observed();
    const seen = await kinds(id);
    expect(refusalOf(await discord.click(await here.cardOf(id), 'Pause', { user }))).toContain(user.id);
    expect(await kinds(id)).toEqual(seen);
  });

  test('a stranger with the name of somebody known stays a stranger', async () => {
    const { discord } = here;
    const user = { ...discord.town.bo, id: discord.town.stranger.id };
    const before = await rollouts();
    expect(refusalOf(await discord.slash(deploy, { user }))).toContain(user.id);
    expect(await rollouts()).toBe(before);
  });

  test('another server is refused, whoever speaks there', async () => {
    const { discord } = here;
    const { otherGuild, otherChannel } = discord.town;
    discord.state.commands.set(otherGuild, discord.state.commands.get(discord.guild) ?? []);
    const before = await rollouts();
    expect(refusalOf(await discord.slash(deploy, { channel: otherChannel }))).toContain('this server');
    expect(await rollouts()).toBe(before);
  });

  test('direct messages are heard from people who are known, and from nobody else', async () => {
    const { discord } = here;
    const id = await here.observed();
    const card = await here.cardOf(id);
    const direct = {
      user: discord.town.stranger,
      channel: discord.town.directChannel(discord.town.stranger),
    };
    expect(refusalOf(await discord.click(card, 'Pause', direct))).toContain(direct.user.id);
    expect(await kinds(id)).not.toContain('paused');
    const known = { user: discord.town.bo, channel: discord.town.directChannel(discord.town.bo) };
    await here.answerTo(await discord.click(card, 'Pause', known));
    expect(await kinds(id)).toContain('paused');
  });

  test('a bot is refused, even one that stands in belay.yml', async () => {
    const before = await rollouts();
    expect(refusalOf(await here.discord.slash(deploy, { user: here.discord.town.robot }))).toContain('Bots');
    expect(await rollouts()).toBe(before);
  });
});

describe('what is pressed', () => {
  const click = async (id: RolloutId, label: string, user = here.discord.town.bo) =>
    here.discord.click(await here.cardOf(id), label, { user });

  test('by somebody without the role, it is refused and says who may', async () => {
    const id = await here.waiting();
    const answer = await here.answerTo(await click(id, 'Approve', here.discord.town.kim));
    expect(answer).toContain('lead');
    expect(await kinds(id)).not.toContain('approved');
  });

  test('by who asked for the rollout, an approval does not count', async () => {
    const { world } = here;
    const id = await world.rolloutOf('deploy asked v2', 'bo');
    await world.workUntil(async () => (await here.phaseOf(id)) === 'waiting');
    const answer = await here.answerTo(await click(id, 'Approve'));
    expect(answer).toMatch(/asked for|requested/i);
    expect(await kinds(id)).not.toContain('approved');
  });

  test('twice, and by two people at once, it counts once', async () => {
    const { discord, world } = here;
    const { bo, lee } = discord.town;
    const id = await here.waiting();
    const card = await here.cardOf(id);
    const pressed = await Promise.all([bo, lee, bo].map((user) => discord.click(card, 'Approve', { user })));
    for (const one of pressed) await here.answerTo(one);
    await world.work();
    const approvals = async () => (await kinds(id)).filter((kind) => kind === 'approved').length;
    expect(await approvals()).toBe(1);
    expect(await here.answerTo(await discord.click(card, 'Approve', { user: lee }))).toContain('🔴');
    expect(await approvals()).toBe(1);
  });

  test('for another request than the one it hangs on, it decides nothing', async () => {
    const { discord, world } = here;
    const first = await here.waiting();
    const old = await here.cardOf(first);
    await world.say(`rollback ${first}`);
    await world.work();
    const second = await here.waiting();
    expect(await here.answerTo(await discord.click(old, 'Approve'))).toContain('🔴');
    expect(await kinds(second)).not.toContain('approved');
    expect(await here.phaseOf(second)).toBe('waiting');
  });

  test('on a rollout that is over, it says so', async () => {
    const { discord, world } = here;
    const id = await here.observed();
    const card = await here.cardOf(id);
    await world.say(`rollback ${id}`);
    await world.workUntil(async () => (await here.phaseOf(id)) === 'rolled-back');
    const seen = await kinds(id);
    expect(await here.answerTo(await discord.click(card, 'Promote'))).toContain('🔴');
    expect(await kinds(id)).toEqual(seen);
  });
});

describe('what is typed', () => {
  const nasty = [
    'a&&id',
    '$(id)',
    '`id`',
    '@here',
    '@everyone',
    '<@&1>',
    '--all',
    '-h',
    'in',
    '"x" --gradual',
    '\\" x',
    "'",
    '](https://x)',
  ];

  /** Code is shown as it is; what stands outside of it must not be read as anything. */
  const live = (answer: string) => /@(here|everyone)|<@|\]\(http/.test(answer.replaceAll(/`[^`]*`/g, ''));

  test('words that mean something to a shell, to Discord or to the grammar are recorded as they were typed', async () => {
    const { discord, world } = here;
    const id = await here.observed();
    for (const text of nasty) {
      const answer = await here.answerTo(await discord.slash(note(id, text)));
      expect(live(answer), text).toBe(false);
    }
    const noted = (await world.events(id)).flatMap((event) => (event.kind === 'noted' ? [event.text] : []));
    expect(noted).toEqual(nasty);
  });

  test('such words are no service and no version', async () => {
    const { discord } = here;
    const before = await rollouts();
    for (const value of nasty) {
      for (const options of [
        { service: value, version: 'v2' },
        { service: 'shop', version: value },
      ]) {
        const answer = await here.answerTo(await discord.slash({ ...deploy, options }));
        expect(answer, value).toContain('🔴');
        expect(live(answer), value).toBe(false);
      }
    }
    expect(await rollouts()).toBe(before);
  });

  test('a form that comes back with more than it asked for stays one reason', async () => {
    const { discord } = here;
    const id = await here.observed();
    const { interaction } = await discord.click(await here.cardOf(id), 'Roll back');
    const sent = await discord.submit(interaction, { reason: 'x" in production --gradual\nrollback asked' });
    await here.answerTo(sent);
    const ordered = (await here.world.events(id)).find(({ kind }) => kind === 'rollback-ordered');
    expect(ordered).toMatchObject({
      gradual: false,
      cause: { kind: 'person', reason: 'x" in production --gradual rollback asked' },
    });
  });

  test('a made-up button is refused', async () => {
    const { discord, bot } = here;
    const id = await here.observed();
    const { interaction } = await discord.click(await here.cardOf(id), 'Roll back');
    for (const custom_id of ['', 'x', 'rollback shop', `run:${'x'.repeat(200)}`]) {
      const fake = {
        ...interaction.payload,
        id: discord.state.newId(),
        data: { component_type: 2, custom_id },
      };
      const { body } = await discord.post(bot.url, JSON.stringify(fake));
      expect(body).toMatchObject({ type: 4, data: { flags: expect.any(Number) } });
    }
    expect(await here.phaseOf(id)).toBe('observing');
  });
});
