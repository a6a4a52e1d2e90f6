import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { buttonsOf } from '../../doubles/slack/acts/click.ts';
import { deliverHttp } from '../../doubles/slack/deliver.ts';
import { signingSecret } from '../../doubles/slack/slack.ts';
import { type Bot, openSlackWorld, people, type SlackWorld } from './slack-world.ts';

const { bo, kim, stranger } = people;
const values = { service: 'shop', 'other-version': 'v2', environment: 'demo' };

let town: SlackWorld;
let socketBot: Bot;
beforeAll(async () => {
  town = await openSlackWorld();
  socketBot = await town.openBot('socket');
});
afterAll(() => town[Symbol.asyncDispose]());
afterEach(() => town.takeBack());

const live = async () => (await town.world.store.recent({}, 50)).find(({ open }) => open);
const shown = (view: { readonly blocks: readonly unknown[] }) => JSON.stringify(view.blocks);

async function openForm(): Promise<string> {
  await town.slack.command({ user: kim, text: 'deploy' });
  await expect.poll(() => town.modalOf(kim).callback_id).toBe('deploy');
  return town.modalOf(kim).id;
}

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
    expect(shown(town.modalOf(bo))).toContain('Roll back shop v2 in demo?');
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

  test('a question in the thread of a card is answered there, with figures and a decision, and changes nothing', async () => {
    const { slack } = town;
    const id = await town.observed('v3');
    const card = await town.cardOf(id);
    const before = await town.world.events(id);
    await slack.mention({ user: bo, text: 'should we proceed to 100%?', thread: card.ts });
    await town.idle();
    const said = JSON.stringify(town.thread(card.ts));
    expect(said).toMatch(/SAFE TO PROCEED|HOLD|ROLL BACK|NOT ENOUGH DATA TO DECIDE/);
    expect(said).toContain('Recommendation: ');
    expect(said).toContain('error-rate');
    expect(await town.world.events(id)).toEqual(before);
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

describe('the form to start a rollout', () => {
  beforeAll(() => town.talkTo(town.bot));

  test('offers what belay.yml knows, suggests versions of the service, and shows the answer', async () => {
    const form = await openForm();
    expect(await town.slack.suggest(form, { user: kim, block: 'known-version', typed: '' })).toContain('v3');
    expect(await town.slack.suggest(form, { user: kim, block: 'known-version', typed: '2' })).toEqual(['v2']);
    const asked = { block: 'known-version', typed: '' };
    expect(await town.slack.suggest(form, { ...asked, user: stranger })).toEqual([]);
    expect(await town.slack.suggest(form, { ...asked, user: kim, team: 'T0OTHER' })).toEqual([]);
    await town.slack.submit(form, { user: kim, values });
    await town.idle();
    await expect.poll(() => shown(town.modalOf(kim))).toContain('white_check_mark');
    expect(await live()).toMatchObject({ service: 'shop', version: 'v2' });
  });

  test('shows what is wrong at the field, and what was refused in its place', async () => {
    const form = await openForm();
    const missing = await town.slack.submit(form, {
      user: kim,
      values: { service: 'shop', environment: 'demo' },
    });
    expect(missing.ack).toMatchObject({ errors: { 'other-version': expect.stringContaining('version') } });
    await town.slack.command({ user: bo, text: 'lock shop in demo "release freeze"' });
    await town.idle();
    await town.slack.submit(form, { user: kim, values });
    await town.idle();
    await expect.poll(() => shown(town.modalOf(kim))).toContain('release freeze');
    await town.slack.command({ user: bo, text: 'unlock shop in demo' });
    await town.idle();
  });

  test.each([
    ['other-version', { 'other-version': 'v9' }],
    ['known-version', { 'known-version': 'v9' }],
  ])('stays as it was filled in when there is no such version, and says so at %s', async (field, version) => {
    const form = await openForm();
    const unknown = { service: 'shop', environment: 'demo', ...version };
    const { ack } = await town.slack.submit(form, { user: kim, values: unknown });
    await town.idle();
    expect(ack).toMatchObject({
      response_action: 'errors',
      errors: { [field]: expect.stringMatching(/shop in demo has no version v9\. .*v3/) },
    });
    expect(town.modalOf(kim).callback_id).toBe('deploy');
    expect(await live()).toBeUndefined();
  });

  test('takes a version that is chosen or one that is typed, not both', async () => {
    const form = await openForm();
    const both = { ...values, 'known-version': 'v3' };
    const { ack } = await town.slack.submit(form, { user: kim, values: both });
    expect(ack).toMatchObject({ errors: { 'other-version': 'Choose one or type one, not both.' } });
    await town.idle();
    expect(await live()).toBeUndefined();
  });

  test('that was closed meanwhile is answered where it was opened', async () => {
    const form = await openForm();
    town.slack.faults.next('views.update', { kind: 'error', error: 'not_found' });
    await town.slack.submit(form, { user: kim, values });
    await town.idle();
    expect(town.whispers(kim).at(-1)).toContain('✅');
  });
});

test('strangers get no form', async () => {
  const { ts } = await town.cardOf(await town.observed());
  const { length } = town.whispers(stranger);
  await town.slack.command({ user: stranger, text: 'deploy' });
  await town.slack.click(ts, { user: stranger, button: 'Roll back' });
  await town.idle();
  expect(town.whispers(stranger)).toHaveLength(length + 2);
  expect(() => town.modalOf(stranger)).toThrow();
});

test('the request address answers the challenge of Slack', async () => {
  const to = { kind: 'http' as const, url: town.bot.url, secret: signingSecret };
  const body = JSON.stringify({ type: 'url_verification', token: 't', challenge: 'abc' });
  const answered = await deliverHttp(to, 'application/json', body, town.world.now());
  expect(answered).toMatchObject({ status: 200, ack: { challenge: 'abc' } });
});

test('a button whose form Slack does not show says what to type', async () => {
  const { ts } = await town.cardOf(await town.observed());
  town.slack.faults.next('views.open', { kind: 'error', error: 'expired_trigger_id' });
  await town.slack.click(ts, { user: bo, button: 'Roll back' });
  await expect.poll(() => town.whispers(bo).at(-1)).toContain('/belay rollback r-');
});

describe("the app's own page", () => {
  test('shows what waits for whoever opens it, and is shown anew after they acted there', async () => {
    const id = await town.waiting();
    await town.slack.openHome({ user: bo });
    await expect.poll(() => buttonsOf(town.homeOf(bo).blocks)).toContain('Approve');
    await town.slack.clickView(town.homeOf(bo).id, { user: bo, button: 'Approve' });
    await town.idle();
    expect(await town.world.kinds(id)).toContain('approved');
    expect(buttonsOf(town.homeOf(bo).blocks)).not.toContain('Approve');
    expect(shown(town.homeOf(bo))).toContain(id);
    expect(town.whispers(bo).at(-1)).toContain('✅');
  });

  test('shows only the buttons that this person may press, and starts a rollout', async () => {
    await town.observed();
    await town.slack.openHome({ user: kim });
    await expect.poll(() => shown(town.homeOf(kim))).toContain('shop v2');
    expect(buttonsOf(town.homeOf(kim).blocks)).toEqual(['Start a rollout']);
    await town.slack.clickView(town.homeOf(kim).id, { user: kim, button: 'Start a rollout' });
    await expect.poll(() => town.modalOf(kim).callback_id).toBe('deploy');
  });

  test('tells strangers which account to declare', async () => {
    await town.slack.openHome({ user: stranger });
    await expect.poll(() => shown(town.homeOf(stranger))).toContain('T0SHOP/U0STRANGER');
  });
});

test('a rollout that is asked for in another channel is answered with the way to its card', async () => {
  await town.slack.command({ user: kim, text: 'deploy shop v3 to demo', channel: 'C0GENERAL' });
  await expect.poll(live).toMatchObject({ version: 'v3' });
  const row = await live();
  if (row === undefined) throw new Error('nothing was started');
  const { ts } = await town.cardOf(row.id);
  await town.idle();
  const said = [...town.slack.state.messages.values()].findLast(({ onlyTo }) => onlyTo === kim);
  expect(JSON.stringify(said?.blocks)).toContain(`p${ts.replace('.', '')}|Open its card`);
});

describe('while Slack is away', () => {
  test('requests are acknowledged and carried out, and answered later', async () => {
    const before = town.whispers(kim).length;
    town.slack.faults.down = true;
    expect(await town.slack.command({ user: kim, text: 'deploy shop v2 to demo' })).toMatchObject({
      status: 200,
    });
    await town.idle();
    expect(await live()).toMatchObject({ version: 'v2' });
    expect(town.whispers(kim)).toHaveLength(before);
    town.slack.faults.down = false;
    town.world.later(60_000);
    const ended = new AbortController();
    const left = town.bot.hear.workLeftUntil(ended.signal);
    await expect.poll(() => town.whispers(kim).length).toBe(before + 1);
    ended.abort();
    await left;
  });

  test('an answer in a thread that was lost on its way is not given twice', async () => {
    town.slack.faults.next('chat.postMessage', { kind: 'answer-lost' });
    await town.slack.mention({ user: kim, text: 'status' });
    await town.idle();
    town.world.later(60_000);
    const ended = new AbortController();
    const left = town.bot.hear.workLeftUntil(ended.signal);
    const asked = [...town.slack.state.messages.values()].findLast(({ user }) => user === kim);
    await expect.poll(() => town.slack.state.calls.at(-1)?.method).toBe('conversations.replies');
    await town.idle();
    ended.abort();
    await left;
    expect(town.thread(asked?.ts ?? '')).toHaveLength(1);
  });
});
