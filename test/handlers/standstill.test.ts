import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { RolloutId } from '../../src/core/ids.ts';
import { nowhere } from './jobs/shop.ts';
import { memoryRouter } from './memory-router.ts';
import { openWorld, type World } from './world.ts';

let world: World | null = null;
let folder = '';

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'belay-calendar-'));
});

afterEach(async () => {
  await world?.[Symbol.asyncDispose]();
  world = null;
  rmSync(folder, { recursive: true });
});

const access = `  note: lead
  lock: [developer, lead]
  unlock: lead
  freeze: lead
  approve: [developer, lead]
`;

async function open(environment: string, plan = '', more = '') {
  const text = nowhere
    .replace('  note: lead\n', access)
    .replace('  demo: { places: [console] }', `  demo:\n    places: [console]\n${environment}`)
    .replace('      rollback_when:', `${plan}      rollback_when:`);
  const router = memoryRouter();
  world = await openWorld(text + more, router);
  const there = world;
  const phase = async (id: RolloutId) => (await there.store.find(id))?.phase;
  return {
    world: there,
    router,
    phase,
    blocks: async (id: RolloutId) => (await there.wired.ledger.load(id))?.blocks ?? {},
    until: (id: RolloutId, wanted: string) => there.workUntil(async () => (await phase(id)) === wanted),
    /** Every job for a while of the world's time. */
    async pass(millis: number) {
      const end = there.now() + millis;
      while (there.now() < end) {
        const next = Math.min(end, ...there.jobs.map(({ at }) => at));
        there.later(Math.max(next - there.now(), 1));
        await there.work();
      }
    },
  };
}

const sentenceOf = (reply: object) => JSON.stringify(reply);

/** A window around now, in UTC: what the zones do is tested where they are read. */
function window(now: number, from: number, to: number): string {
  const at = (offset: number) => `${new Date(now + offset).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
  return `    freeze:\n      - { from: "${at(from)}", to: "${at(to)}", reason: holidays }\n`;
}

const hour = 3_600_000;

describe('an order to freeze', () => {
  it('holds what is live and what is new at once, until it is lifted', async () => {
    const { world, phase, until, blocks, pass } = await open('');
    const id = await world.rolloutOf('deploy shop v2');
    await until(id, 'observing');
    expect(await world.say('freeze "a leak"', 'ana')).toMatchObject({ code: 'not-allowed' });
    const frozen = await world.say('freeze "a leak"');
    expect(sentenceOf(frozen)).toContain(`Everything is frozen by bo: “a leak”. ${id} goes no further.`);
    expect(await blocks(id)).toMatchObject({ order: { until: null } });
    world.later(60_000);
    await pass(1000);
    expect(await phase(id)).toBe('observing');
    expect((await world.kinds(id)).filter((kind) => kind.startsWith('advance-'))).toEqual([
      'advance-blocked',
    ]);
    expect(sentenceOf(await world.say(`promote ${id}`))).toContain('everything is frozen by bo');
    expect(await world.say('deploy built v2 --critical "why"')).toMatchObject({ code: 'frozen' });
    expect(sentenceOf(await world.say('status'))).toMatch(
      /"sentence":"Everything is frozen by bo: “a leak”\./,
    );
    expect(await world.say('unfreeze')).toMatchObject({ kind: 'done' });
    expect(await world.say('unfreeze')).toMatchObject({ code: 'not-frozen' });
    world.later(2000);
    await pass(1000);
    expect(await blocks(id)).toEqual({});
  });

  it('does not hold a rollback', async () => {
    const { world, until, router } = await open('');
    const id = await world.rolloutOf('deploy shop v2');
    await until(id, 'observing');
    await world.say('freeze demo leak --for 2h');
    router.canaryErrors = 0.5;
    await until(id, 'rolled-back');
  });

  it('for one environment ends by itself, and its rollout goes on then', async () => {
    const { world, until, phase, pass } = await open('');
    const id = await world.rolloutOf('deploy shop v2');
    await until(id, 'observing');
    expect(sentenceOf(await world.say('freeze demo "audit" --for 1m'))).toContain(
      'Demo is frozen by bo: “audit”',
    );
    world.later(56_000);
    await pass(2000);
    expect(await phase(id)).toBe('observing');
    await until(id, 'completed');
    expect(await world.say('freeze "x" --until 2020-01-01T00:00Z')).toMatchObject({ code: 'past' });
  });
});

describe('a freeze window', () => {
  it('refuses what is new and says until when; a critical fix begins once somebody else agreed', async () => {
    const { world, phase, until } = await open(window(Date.now(), -hour, 2 * hour));
    const refused = await world.say('deploy shop v2');
    expect(refused).toMatchObject({ code: 'frozen' });
    expect(sentenceOf(refused)).toMatch(/demo is frozen until \w{3} [\d-]+ [\d:]+ \(UTC\): “holidays”/);
    expect(sentenceOf(await world.say('freezes'))).toContain('Frozen now: demo.');
    const id = await world.rolloutOf('deploy shop v2 --critical "checkout is down"');
    expect(await phase(id)).toBe('waiting');
    await world.say(`approve ${id}`);
    expect(await phase(id)).toBe('waiting');
    await world.say(`approve ${id}`, 'ana');
    await until(id, 'completed');
  });

  it('that begins meanwhile holds a rollout, and is told before', async () => {
    const { world, phase, until, blocks, pass } = await open(window(Date.now() + 120_000, 0, hour));
    const id = await world.rolloutOf('deploy shop v2');
    await until(id, 'observing');
    await world.say(`pause ${id} "lunch"`);
    world.later(121_000);
    await pass(1000);
    expect(sentenceOf(await world.say('deploy built v2 --dry-run'))).toContain('is frozen until');
    await world.say(`resume ${id}`);
    await pass(5000);
    world.later(20_000);
    await pass(3000);
    expect([await phase(id), Object.keys(await blocks(id))]).toEqual(['observing', ['freeze']]);
    world.later(hour);
    await until(id, 'completed');
  });

  it('comes from a calendar, whose last reading counts while it cannot be read', async () => {
    const file = join(folder, 'freeze.ics');
    const day = new Date().toISOString().slice(0, 10).replaceAll('-', '');
    const events = (transparent: string) =>
      `BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//x//x//EN\r\nBEGIN:VEVENT\r\nUID:1\r\nSUMMARY:Stocktaking\r\nDTSTART;VALUE=DATE:${Number(day) - 10000}\r\nRRULE:FREQ=DAILY\r\n${transparent}END:VEVENT\r\nEND:VCALENDAR\r\n`;
    writeFileSync(file, events(''));
    const { world } = await open(`    freeze: [{ ical: "file:${file}" }]\n`);
    expect(sentenceOf(await world.say('deploy shop v2'))).toContain('“Stocktaking”');
    rmSync(file);
    world.later(16 * 60_000);
    await world.say('freezes');
    await expect
      .poll(async () => {
        world.later(3000);
        return sentenceOf(await world.say('freezes'));
      })
      .toMatch(/cannot be read: the file .* cannot be read\. What it said at/);
    expect(await world.say('deploy shop v2')).toMatchObject({ code: 'frozen' });
    writeFileSync(file, events('TRANSP:TRANSPARENT\r\n'));
    await expect
      .poll(async () => {
        world.later(61_000);
        return sentenceOf(await world.say('freezes'));
      })
      .toContain('Nothing is frozen now.');
  });

  it('of a required calendar that was never read counts as a freeze', async () => {
    const { world } = await open(
      `    freeze: [{ ical: "file:${folder}/none.ics", required: true, reason: plan }]\n`,
    );
    const refused = sentenceOf(await world.say('deploy shop v2'));
    expect(refused).toContain('the calendar plan could never be read');
  });
});

describe('a lock', () => {
  it('ends with its rollout or its time, says so, and stops what is queued', async () => {
    const { world, until, phase } = await open('');
    const id = await world.rolloutOf('deploy shop v2');
    expect(sentenceOf(await world.say(`lock built "shop first" --while ${id}`))).toContain(`when ${id} ends`);
    expect(await world.say('deploy built v2')).toMatchObject({ code: 'locked' });
    await until(id, 'completed');
    expect(sentenceOf(await world.say('status built'))).toContain(`ended by itself: ${id} ended`);
    expect(await world.say('lock built "again" --for 1m', 'ana')).toMatchObject({ kind: 'done' });
    expect(sentenceOf(await world.say('locks'))).toContain('It ends by itself at');
    world.later(60_001);
    expect(sentenceOf(await world.say('locks'))).toContain('its time was over');
    expect(await phase(await world.rolloutOf('deploy built v2'))).not.toBe('queued');
  });

  it('is opened by whoever holds it, and by others only with a permission of their own', async () => {
    const { world } = await open('');
    await world.say('lock shop "mine"', 'ana');
    expect(sentenceOf(await world.say('unlock shop', 'ana'))).toContain('open again');
    await world.say('lock shop "theirs"', 'bo');
    expect(await world.say('unlock shop', 'ana')).toMatchObject({ code: 'not-allowed' });
    await world.say('unlock shop', 'bo');
    await world.say('lock shop "hers"', 'ana');
    expect(sentenceOf(await world.say('unlock shop', 'bo'))).toContain('ana had locked it: “hers”');
  });
});

describe('staffed hours', () => {
  it('hold a stage until they begin, and whoever promotes is there', async () => {
    const now = new Date();
    const days = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];
    const day = days[(now.getUTCDay() + 3) % 7];
    const { world, until, phase, blocks, pass } = await open(
      '',
      `      staffed_hours: ${day} 09:00-17:00 UTC\n`,
    );
    const id = await world.rolloutOf('deploy shop v2');
    await until(id, 'observing');
    world.later(60_000);
    await pass(1000);
    expect(await phase(id)).toBe('observing');
    expect(await blocks(id)).toMatchObject({
      'staffed-hours': { sentence: expect.stringContaining(`they begin ${day}`) },
    });
    expect(sentenceOf(await world.say(`promote ${id}`))).toContain('whoever promotes is there');
  });
});

describe('an incident', () => {
  it('that fires stops new rollouts and new stages where the environment says so', async () => {
    const signals = 'signals:\n  pages: { kind: alertmanager, token: { env: TOKEN } }\n';
    const { world, until, phase, pass, blocks } = await open('    freeze_on_incident: true\n', '', signals);
    const id = await world.rolloutOf('deploy shop v2');
    await until(id, 'observing');
    const slot = world.config.slots.find(({ service }) => service === 'shop');
    if (slot === undefined) throw new Error('no shop');
    const alert = {
      kind: 'alert' as const,
      service: slot.service,
      environment: slot.environment,
      source: 'pages',
      identity: 'a/1',
      event: 'alert',
      version: null,
      text: 'Checkout down',
      series: 'a',
      startedAt: world.now(),
      at: world.now(),
      until: world.now() + hour,
    };
    await world.store.signals.report([alert], world.now());
    world.later(60_000);
    await pass(1000);
    expect(await phase(id)).toBe('observing');
    expect(await blocks(id)).toMatchObject({
      incident: { sentence: expect.stringContaining('“Checkout down”') },
    });
    expect(await world.say('deploy shop v3')).toMatchObject({ code: 'incident-open' });
    await world.store.signals.report([{ ...alert, until: world.now() - 1 }], world.now());
    await until(id, 'completed');
  });
});
