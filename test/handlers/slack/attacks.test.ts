import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { PlaceName } from '../../../src/core/ids.ts';
import { buttonsOf } from '../../doubles/slack/acts/click.ts';
import { deliverHttp } from '../../doubles/slack/deliver.ts';
import { signingSecret } from '../../doubles/slack/slack.ts';
import { openSlackWorld, people, type SlackWorld } from './slack-world.ts';

const { bo, kim, lou, stranger } = people;
const deploy = { user: bo, text: 'deploy shop v2 to demo' };

let town: SlackWorld;
beforeAll(async () => {
  town = await openSlackWorld();
});
afterAll(() => town[Symbol.asyncDispose]());
afterEach(() => town.takeBack());

const started = async () => (await town.world.store.recent({}, 50)).length;
const seconds = (ahead: number) => String(Math.floor(town.world.now() / 1000) + ahead);

describe('requests that Slack did not send', () => {
  test.each([
    ['a forged signature', { signature: 'v0=00' }, 401],
    ['a signature by another secret', { secret: 'guessed' }, 401],
    ['a time six minutes ago', { timestamp: () => seconds(-360) }, 401],
    ['a time six minutes ahead', { timestamp: () => seconds(360) }, 401],
    ['no time at all', { timestamp: () => 'yesterday' }, 401],
  ])('are refused: %s', async (_what, over, status) => {
    const before = await started();
    const timestamp = 'timestamp' in over ? { timestamp: over.timestamp() } : {};
    const answer = await town.slack.command({ ...deploy, over: { ...over, ...timestamp } as object });
    await town.idle();
    expect(answer.status).toBe(status);
    expect(await started()).toBe(before);
  });

  test('are seen in the log, once a minute, because the signing secret may be the wrong one', async () => {
    const refusals = () => town.bot.log.lines.filter((line) => line.includes('signing_secret'));
    const forged = () => town.slack.command({ ...deploy, over: { secret: 'guessed' } });
    town.world.later(60_000);
    const { length } = refusals();
    await forged();
    await forged();
    await town.slack.command({ user: kim, text: 'status' });
    await town.slack.command({ user: kim, text: 'status', over: { timestamp: seconds(-360) } });
    await expect.poll(() => refusals().length).toBe(length + 1);
    expect(refusals().at(-1)).toContain('{"place":"slack"}');
    town.world.later(60_000);
    await forged();
    await expect.poll(() => refusals().length).toBe(length + 2);
    await town.idle();
  });

  test('are refused when they are longer than anything Slack sends, before they are read', async () => {
    const to = { kind: 'http' as const, url: town.bot.url, secret: signingSecret };
    const body = `text=${'x'.repeat(1024 * 1024)}`;
    const type = 'application/x-www-form-urlencoded';
    expect(await deliverHttp(to, type, body, town.world.now())).toMatchObject({ status: 413 });
  });

  test('do nothing when they are for another workspace, or by one of its people', async () => {
    const before = await started();
    const { length } = town.slack.state.calls;
    await town.slack.command({ ...deploy, team: 'T0OTHER' });
    await town.slack.command({ user: bo, text: 'deploy', team: 'T0OTHER' });
    await town.slack.mention({ ...deploy, team: 'T0OTHER' });
    await town.idle();
    expect(await started()).toBe(before);
    expect(town.whispers(bo)).toEqual([]);
    expect(town.slack.state.calls).toHaveLength(length);
    const id = await town.observed();
    const { ts } = await town.cardOf(id);
    await town.slack.click(ts, { user: bo, button: 'Promote', team: 'T0OTHER' });
    await town.slack.click(ts, { user: bo, button: 'Roll back', team: 'T0OTHER' });
    await town.idle();
    expect(await town.world.kinds(id)).not.toContain('promoted');
    expect(town.whispers(bo)).toEqual([]);
    // What was begun before is through by the time the next one is answered.
    await town.slack.command({ user: bo, text: 'status' });
    await town.idle();
    expect(() => town.modalOf(bo)).toThrow();
  });
});

describe('what is delivered twice is done once', () => {
  test('a command that is sent again, also to another bot', async () => {
    const before = await started();
    const other = await town.openBot();
    const again = { ...deploy, triggerId: 'trigger.once' };
    await town.slack.command(again);
    await town.slack.command(again);
    town.talkTo(other);
    await town.slack.command(again);
    town.talkTo(town.bot);
    await town.idle();
    expect(await started()).toBe(before + 1);
    expect(town.whispers(bo).filter((text) => text.includes('⛔'))).toEqual([]);
  });

  test('a click', async () => {
    const id = await town.observed();
    const { ts } = await town.cardOf(id);
    const click = { user: bo, button: 'Pause', triggerId: 'trigger.click' };
    const { length } = town.whispers(bo);
    await Promise.all([town.slack.click(ts, click), town.slack.click(ts, click)]);
    await town.idle();
    expect((await town.world.kinds(id)).filter((kind) => kind === 'paused')).toHaveLength(1);
    expect(town.whispers(bo)).toHaveLength(length + 1);
  });

  test('two clicks on Promote leave one stage, not two', async () => {
    const id = await town.observed();
    const { ts } = await town.cardOf(id);
    await town.slack.click(ts, { user: bo, button: 'Promote' });
    await town.slack.click(ts, { user: bo, button: 'Promote' });
    await town.idle();
    expect((await town.world.kinds(id)).filter((kind) => kind === 'promoted')).toHaveLength(1);
  });

  test('an event that Slack tells again because it heard no answer', async () => {
    const before = await started();
    const mention = { ...deploy, eventId: 'Ev-same' };
    const answers = () =>
      [...town.slack.state.messages.values()].filter(
        ({ user, thread }) => user === 'U0BELAY' && thread !== null,
      );
    const { length } = answers();
    await town.slack.mention(mention);
    await town.slack.mention({ ...mention, over: { headers: { 'x-slack-retry-num': '1' } } });
    await town.idle();
    expect(answers()).toHaveLength(length + 1);
    expect(await started()).toBe(before + 1);
  });

  test('a form', async () => {
    const before = await started();
    await town.slack.command({ user: bo, text: 'deploy' });
    await expect.poll(() => town.modalOf(bo).callback_id).toBe('deploy');
    const { id } = town.modalOf(bo);
    const values = { service: 'shop', 'other-version': 'v2', environment: 'demo' };
    const submit = () => town.slack.submit(id, { user: bo, values });
    await Promise.all([submit(), submit()]);
    await town.idle();
    expect(await started()).toBe(before + 1);
    expect(JSON.stringify(town.modalOf(bo).blocks)).not.toContain('no_entry_sign');
  });
});

describe('votes', () => {
  test('neither a name, nor having no role, nor having asked for it oneself makes an approver', async () => {
    const id = await town.waiting('lou');
    const { ts } = await town.cardOf(id);
    await town.slack.click(ts, { user: stranger, name: 'bo', button: 'Approve' });
    await town.slack.click(ts, { user: kim, name: 'bo', button: 'Approve' });
    await town.slack.click(ts, { user: lou, button: 'Approve' });
    await town.idle();
    expect(await town.world.kinds(id)).not.toContain('approved');
    expect(town.whispers(stranger).at(-1)).toContain('T0SHOP/U0STRANGER');
    expect(town.whispers(kim).at(-1)).toContain('⛔');
    expect(town.whispers(lou).at(-1)).toContain('⛔');
  });

  test('count for the request they were shown with, and of two at once one decides', async () => {
    const old = [...town.slack.state.messages.values()].findLast(({ blocks }) =>
      buttonsOf(blocks).includes('Approve'),
    );
    const id = await town.waiting();
    await town.slack.click(old?.ts ?? '', { user: bo, button: 'Approve' });
    await town.idle();
    expect(await town.world.kinds(id)).not.toContain('approved');
    expect(town.whispers(bo).at(-1)).toContain('⛔');
    const { ts } = await town.cardOf(id);
    await Promise.all([bo, lou].map((user) => town.slack.click(ts, { user, button: 'Approve' })));
    await town.idle();
    expect((await town.world.kinds(id)).filter((kind) => kind === 'approved')).toHaveLength(1);
  });
});

describe('what is not listened to', () => {
  test.each([
    ['a message that was changed afterwards', { edited: true }],
    ['a bot', { bot: 'B0OTHER' }],
    ['Belay itself', { user: 'U0BELAY' }],
  ])('%s', async (_what, more) => {
    const before = await started();
    const said = [...town.slack.state.messages.values()].length;
    await town.slack.mention({ ...deploy, ...more });
    await town.idle();
    expect(await started()).toBe(before);
    expect([...town.slack.state.messages.values()]).toHaveLength(said + 1);
  });

  test.each([
    'I said:\n&gt; <@U0BELAY> deploy shop v2 to demo',
    'I said:\n&gt;&gt;&gt; this:\n<@U0BELAY> deploy shop v2 to demo',
    '  &gt;&gt;&gt;\n\n<@U0BELAY> deploy shop v2 to demo',
  ])('what is quoted: %j', async (text) => {
    const before = await started();
    await town.slack.mention({ user: bo, text });
    await town.idle();
    expect(await started()).toBe(before);
  });
});

describe('what people type', () => {
  test.each([
    'deploy shop a&amp;&amp;id to demo',
    'deploy shop `id` to demo',
    'deploy shop $(id) to demo',
    'deploy &lt;!here&gt; v2 to demo',
    'deploy @here v2 to demo',
    '*bold* &lt;https://evil.example|click&gt;',
  ])('is text and nothing else: %s', async (text) => {
    const before = await started();
    await town.slack.mention({ user: bo, text });
    await town.idle();
    expect(await started()).toBe(before);
    const answer = [...town.slack.state.messages.values()].at(-1);
    expect(answer?.text).toContain('⛔');
    expect(answer?.text).not.toMatch(/<!|<http|<@|@here/);
    expect(JSON.stringify(answer?.blocks)).not.toMatch(/"mrkdwn"|"link"|"broadcast"/);
  });

  test('a version or a reason that looks like a flag is a version or a reason', async () => {
    await town.slack.command({ user: bo, text: 'deploy' });
    await expect.poll(() => town.modalOf(bo).callback_id).toBe('deploy');
    const form = town.modalOf(bo);
    const values = { service: 'shop', 'other-version': '--dry-run', environment: 'demo' };
    expect((await town.slack.submit(form.id, { user: bo, values })).ack).toMatchObject({
      response_action: 'errors',
      errors: { 'other-version': expect.stringContaining('letter or digit') },
    });
    const why = { ...values, 'other-version': 'v2', reason: '" --dry-run "' };
    await town.slack.submit(form.id, { user: bo, values: why });
    await town.idle();
    const row = (await town.world.store.recent({}, 50)).find(({ open }) => open);
    expect(row).toMatchObject({ service: 'shop', version: 'v2' });
    expect((await town.world.events(row?.id as never))[0]).toMatchObject({ reason: '" --dry-run "' });
  });
});

describe('buttons', () => {
  test('of a rollout that is over change nothing', async () => {
    const id = await town.observed();
    const { ts } = await town.cardOf(id);
    await town.takeBack();
    const before = await town.world.kinds(id);
    await town.slack.click(ts, { user: bo, button: 'Promote' });
    await town.idle();
    expect(await town.world.kinds(id)).toEqual(before);
    expect(town.whispers(bo).at(-1)).toContain('⛔');
  });

  test('do nothing for people who may not do what they say', async () => {
    const id = await town.observed();
    const { ts } = await town.cardOf(id);
    await town.slack.click(ts, { user: kim, button: 'Promote' });
    await town.idle();
    expect(await town.world.kinds(id)).not.toContain('promoted');
    expect(town.whispers(kim).at(-1)).toContain('lead');
  });
});

describe('a thread', () => {
  test('of a card that another place of the workspace posted means its rollout', async () => {
    const id = await town.observed();
    const { ts } = await town.cardOf(id);
    const { posts } = town.world.store;
    const post = await posts.get(PlaceName.parse('slack'), `card/${id}`);
    if (post === null) throw new Error('not posted');
    await posts.remove(post.place, post.key);
    await posts.save({ ...post, place: PlaceName.parse('staging') });
    await town.slack.mention({ user: bo, text: 'rollback "checkout is slow"', thread: ts });
    await town.idle();
    expect(await town.phaseOf(id)).toBe('rolling-back');
  });

  test('that cannot be looked up asks for the rollout by name, and takes it', async () => {
    const id = await town.observed();
    const { ts } = await town.cardOf(id);
    const { posts } = town.world.store;
    const found = vi.spyOn(posts, 'find').mockRejectedValue(new Error('away'));
    try {
      await town.slack.mention({ user: bo, text: 'rollback "checkout is slow"', thread: ts });
      await town.idle();
      expect(town.thread(ts).at(-1)?.text).toContain('could not look up');
      expect(town.thread(ts).at(-1)?.text).toContain('belay rollback r-… "why"');
      expect(await town.phaseOf(id)).toBe('observing');
      await town.slack.mention({ user: bo, text: `rollback ${id} "checkout is slow"`, thread: ts });
      await town.idle();
      expect(await town.phaseOf(id)).toBe('rolling-back');
    } finally {
      found.mockRestore();
    }
  });
});
