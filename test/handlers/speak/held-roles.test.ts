import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { speakerByAccount } from '../../../src/config/find-speaker.ts';
import type { RolloutId } from '../../../src/core/ids.ts';
import type { Reply } from '../../../src/core/reply.ts';
import { type Pagerduty, startPagerduty } from '../../doubles/pagerduty/pagerduty.ts';
import { botToken, openSlackDouble, type SlackDouble } from '../../doubles/slack/slack.ts';
import { memoryRouter } from '../memory-router.ts';
import { openWorld, type World } from '../world.ts';

const configured = (slack: string, pager: string) => `version: 1
people:
  ana: { name: Ana Lima, roles: [developer, lead], contact: { phone: "+49 30 1234", available: always } }
  bo: { name: Bo Chen, roles: [developer], accounts: { slack: T0SHOP/U0BO } }
  cy: { name: Cy Diaz, roles: [developer], accounts: { pagerduty: PCY001 } }
  dee: { name: Dee Okoro, roles: [developer], accounts: { slack: T0SHOP/U0DEE, pagerduty: PDEE01 } }
  eve: { name: Eve Moss, accounts: { slack: T0SHOP/U0EVE } }
roles:
  lead: { slack_group: T0SHOP/S0LEADS }
  sre-oncall: { on_call: { place: pager, schedule: PROTA1 } }
access:
  status: lead
  deploy: developer
  approve: anyone
  reject: lead
  rollback: [lead, sre-oncall]
  note: [lead]
  delegate: [developer, lead]
places:
  console: { kind: console }
  slack: { kind: slack, team: T0SHOP, channel: C0DEPLOYS, token: { env: SLACK }, signing_secret: { env: X }, api_url: "${slack}" }
  pager: { kind: pager, provider: pagerduty, key: { env: X }, token: { env: PAGER }, api_url: "${pager}", events_url: "${pager}" }
routers:
  shop: { kind: embedded, listen: "127.0.0.1:8080" }
environments:
  demo: { places: [console] }
services:
  shop:
    versions: { v1: "http://127.0.0.1:7", v2: "http://127.0.0.1:8", v3: "http://127.0.0.1:9" }
    stable: v1
    plan:
      evaluation: { interval: 1s, window: 5s }
      stages:
        - { weight: 10%, hold: 0s, then: { approvals: 4, of: [lead, sre-oncall], requester_may_approve: true, expires: 2h } }
        - { weight: 100%, hold: 10s }
      rollback_when: [error-rate > 5% for 3s]
`;

let slack: SlackDouble;
let pager: Pagerduty;
let world: World;
let id: RolloutId;

beforeAll(async () => {
  [slack, pager] = await Promise.all([openSlackDouble(), startPagerduty()]);
  const secrets: Readonly<Record<string, string>> = { SLACK: botToken, PAGER: pager.token };
  world = await openWorld(configured(slack.apiUrl, pager.url), memoryRouter(), (ref) =>
    'env' in ref ? (secrets[ref.env] ?? 'secret') : 'secret',
  );
  slack.state.usergroups.set('S0LEADS', ['U0BO']);
  const start = world.now() - 3_600_000;
  const duty = { schedule: 'PROTA1', level: 1, start, end: start + 30 * 86_400_000 };
  pager.onCalls.push({ ...duty, user: 'PCY001' });
  id = await world.rolloutOf('deploy shop v2', 'dee');
  await world.workUntil(async () => (await world.kinds(id)).includes('approval-requested'));
});
afterAll(async () => {
  await world[Symbol.asyncDispose]();
  await Promise.all([slack[Symbol.asyncDispose](), pager[Symbol.asyncDispose]()]);
});

const sentence = (reply: Reply) => ('sentence' in reply ? reply.sentence : JSON.stringify(reply));
const say = async (text: string, person: string) => sentence(await world.say(text, person));
const lists = () => slack.state.calls.filter(({ method }) => method === 'usergroups.users.list').length;
const votes = async () =>
  (await world.events(id)).flatMap((event) =>
    event.kind === 'approved' ? [[event.person, event.roles, event.lent]] : [],
  );

describe('a card that waits', () => {
  it('names whoever has the roles now, and says where others come from, without a number', async () => {
    // Saying the card where people talk has asked for them already.
    const rollout = await world.wired.ledger.load(id);
    if (rollout === null) throw new TypeError('there is no rollout');
    const card = world.wired.cards(rollout, world.now());
    expect(card.approval?.eligible.map(({ person }) => person)).toEqual(['ana', 'bo', 'cy']);
    expect(card.remarks?.at(-1)).toEqual({
      label: 'Whom to ask',
      sentence:
        'lead is held through the Slack user group S0LEADS: whoever that is when they approve counts. sre-oncall is held through the schedule PROTA1 of pager: whoever that is when they approve counts. `who lead` or `who sre-oncall` says who that is now and how to reach them.',
      tone: 'quiet',
    });
    expect(JSON.stringify(card)).not.toContain('+49');
  });
});

describe('a role that others than belay.yml give', () => {
  it('counts at a gate for a member of the Slack group, from the next moment on', async () => {
    expect(await say('approve shop', 'dee')).toBe(
      `Gate 1 of ${id} needs lead or sre-oncall; you have developer. Nothing was recorded. Ana Lima and Bo Chen have lead. Cy Diaz has sre-oncall. \`who lead\` says who has it now and how to reach them.`,
    );
    expect(await say('approve shop', 'bo')).toContain('Approved: 1 of 4');
    expect(await votes()).toEqual([['bo', ['developer', 'lead'], undefined]]);
  });

  it('counts once for one person, on whatever place they say it', async () => {
    const bo = speakerByAccount(world.config, 'slack', 'T0SHOP/U0BO');
    if (bo === null) throw new TypeError('Bo is not known on Slack');
    const again = await world.wired.speak({ text: 'approve shop', speaker: bo, place: 'slack' });
    expect(sentence(again)).toContain('counts already; one person counts once');
  });

  it('counts for whoever is on call now', async () => {
    expect(await say('approve shop', 'cy')).toContain('Approved: 2 of 4');
    expect((await votes()).at(-1)).toEqual(['cy', ['developer', 'sre-oncall'], undefined]);
  });

  it('is asked for anew at each decision: who has left the group has left', async () => {
    expect(await say('note shop hello', 'bo')).toContain('Noted');
    slack.state.usergroups.set('S0LEADS', []);
    expect(await say('note shop hello', 'bo')).toBe(
      'Refused: note needs the role lead; you (Bo Chen) have developer (access.note in belay.yml). Nothing was changed. Ana Lima has lead. `who lead` says who has it now and how to reach them.',
    );
    slack.state.usergroups.set('S0LEADS', ['U0BO']);
  });

  it('is asked for once in half a minute by whoever only looks', async () => {
    const before = lists();
    await world.say('status', 'bo');
    await world.say('status', 'bo');
    expect(lists() - before).toBe(0);
    world.later(31_000);
    await world.say('status', 'bo');
    expect(lists() - before).toBe(1);
  });

  it('does not count while it cannot be found out, which is said with what to do', async () => {
    slack.faults.down = true;
    expect(await say('note shop hello', 'bo')).toBe(
      'Refused: note needs the role lead; you (Bo Chen) have developer (access.note in belay.yml). Nothing was changed. Whether you have lead could not be found out: Slack could not be asked. Try again in a moment. Until that is known it does not count. Ana Lima has lead. `who lead` says who has it now and how to reach them.',
    );
  });

  it('keeps nobody waiting who has one in belay.yml: they are not asked for at all', async () => {
    const before = [slack.state.calls.length, lists()];
    expect(await say('note shop it goes on', 'ana')).toContain('Noted');
    expect(await say('approve shop', 'ana')).toContain('Approved: 3 of 4');
    expect([slack.state.calls.length, lists()]).toEqual(before);
    slack.faults.down = false;
  });

  it('says so to somebody whose account there belay.yml does not have', async () => {
    expect(await say('note shop hello', 'cy')).toContain(
      'lead is held through the Slack user group S0LEADS, and belay.yml does not have your account there (people.cy.accounts.slack).',
    );
  });
});

describe('a role on loan', () => {
  it('is refused to be lent by whoever does not have it, and to nobody, for no time, or for too long', async () => {
    const refusals: readonly (readonly [text: string, who: string, part: string])[] = [
      ['delegate lead to dee --for 3d', 'cy', 'You do not have lead, so you cannot lend it.'],
      ['delegate lead to ana --for 3d', 'ana', 'You have lead yourself'],
      ['delegate lead to dee', 'ana', 'A role is lent until a day, which is said'],
      ['delegate lead --for 3d', 'ana', 'Say to whom'],
      ['delegate lead to dee --for 31d', 'ana', 'A role is lent for at most 30d'],
      ['delegate lead to dee until 2020-01-01', 'ana', 'That end has passed already'],
      ['delegate lead to dee until 2026-02-31', 'ana', 'A role is lent until a day, which is said'],
      ['delegate lead to zoe --for 3d', 'ana', 'There is nobody `zoe`.'],
      ['delegate leed to dee --for 3d', 'ana', 'There is no role `leed`. Did you mean `lead`?'],
      ['delegate --end lead', 'ana', 'You lend no role `lead`.'],
      ['delegate lead to dee --for 3d', 'eve', 'Refused: delegate needs'],
    ];
    for (const [text, person, part] of refusals) expect(await say(text, person), text).toContain(part);
  });

  it('counts as the right of whoever lent it, and is in the record', async () => {
    expect(await say('delegate sre-oncall to dee --for 3d "on a plane"', 'cy')).toMatch(
      /^Dee Okoro has sre-oncall from you until .* UTC \(“on a plane”\), as long as you have it yourself\./,
    );
    expect(await say('delegate sre-oncall to bo --for 1d', 'dee')).toContain(
      'sre-oncall is lent to you by Cy Diaz, and what is lent cannot be lent on.',
    );
    expect(await say('delegate sre-oncall to bo --for 1d', 'cy')).toContain(
      'You lend sre-oncall to dee already',
    );
    const listed = await world.say('delegate', 'ana');
    expect(listed).toMatchObject({ kind: 'document', tree: { summary: '1 role is lent now.' } });
    expect(JSON.stringify(listed)).toContain('["sre-oncall","Cy Diaz","Dee Okoro"');
    // Cy has voted with that right already, so it is not worth another voice.
    expect(await say('approve shop', 'dee')).toContain('counts already');
    expect(await votes()).toHaveLength(3);
  });

  it('lets its borrower do what it lets its lender do', async () => {
    expect(await say('rollback shop "start again"', 'dee')).not.toContain('Refused');
    const { rows } = world.store;
    const found: unknown[] = [];
    for await (const row of rows(1)) {
      if (row.stream === id && JSON.stringify(row.data).includes('start again')) found.push(row.actor);
    }
    expect(found).toEqual([
      {
        kind: 'person',
        person: 'dee',
        roles: ['developer', 'sre-oncall'],
        place: 'console',
        lent: { 'sre-oncall': 'cy' },
      },
    ]);
  });

  it('is worth nothing once the lender is off duty, or takes it back', async () => {
    const duty = pager.onCalls.splice(0, Infinity);
    expect(await say('rollback shop again', 'dee')).toContain(
      'Refused: rollback needs one of lead, sre-oncall',
    );
    pager.onCalls.push(...duty);
    expect(await say('rollback shop again', 'dee')).not.toContain('Refused');
    expect(await say('delegate --end sre-oncall', 'cy')).toBe('sre-oncall is yours alone again.');
    expect(await say('rollback shop again', 'dee')).toContain(
      'Refused: rollback needs one of lead, sre-oncall',
    );
  });

  it('ends by itself', async () => {
    await world.say('delegate lead to dee --for 2h', 'ana');
    expect(await say('note shop hello', 'dee')).not.toContain('Refused');
    world.later(2 * 3_600_000 - 1);
    expect(await say('note shop hello', 'dee')).not.toContain('Refused');
    world.later(1);
    expect(await say('note shop hello', 'dee')).toContain('Refused: note needs the role lead');
  });
});

describe('who', () => {
  it('says who has a role, by what, until when, and how to reach them', async () => {
    await world.say('delegate lead to dee --for 2h', 'ana');
    const shown = JSON.stringify(await world.say('who lead', 'ana'));
    expect(shown).toContain('"name":"Ana Lima","value":"in belay.yml · +49 30 1234, at any time"');
    expect(shown).toContain('"name":"Bo Chen","value":"through the Slack user group S0LEADS"');
    expect(shown).toMatch(/"name":"Dee Okoro","value":"lent by Ana Lima until [^"]* UTC"/);
    expect(JSON.stringify(await world.say('oncall', 'ana'))).toMatch(
      /through the schedule PROTA1 of pager until 20[^"]* UTC/,
    );
  });

  it('says what could not be found out', async () => {
    world.later(60_000);
    pager.failing = 500;
    const shown = JSON.stringify(await world.say('who sre-oncall', 'ana'));
    expect(shown).toContain('Nobody has it now, as far as can be told.');
    expect(shown).toContain('PagerDuty answered with status 500');
    pager.failing = null;
  });
});
