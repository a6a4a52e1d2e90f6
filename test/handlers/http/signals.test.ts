import { request as httpRequest } from 'node:http';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { RolloutId } from '../../../src/core/ids.ts';
import { bearerToken, openToldWorld, type ToldWorld } from './told-world.ts';

let told: ToldWorld;
beforeAll(async () => {
  told = await openToldWorld();
});
afterAll(async () => {
  await told[Symbol.asyncDispose]();
});

let number = 0;
beforeEach(() => {
  number += 1;
  told.log.lines.length = 0;
  // Long enough for what was told before to be out of every window, and the minute's count to begin anew.
  told.world.later(2 * 3_600_000);
});

const complaint = (over: object = {}) => ({
  id: `c-${number}`,
  event: 'complaint',
  service: 'shop',
  environment: 'demo',
  ...over,
});

const labels = { alertname: 'HighErrorRate', severity: 'critical', service: 'shop', environment: 'demo' };
const alert = (over: object = {}) => ({
  status: 'firing',
  labels,
  annotations: { summary: 'shop latency' },
  startsAt: new Date(told.world.now()).toISOString(),
  endsAt: '0001-01-01T00:00:00Z',
  generatorURL: '',
  fingerprint: `f${number}`,
  ...over,
});
const notification = (...alerts: readonly object[]) => ({ version: '4', truncatedAlerts: 0, alerts });

/** How many complaints about canary the store has of the last minute. */
async function counted(event = 'complaint'): Promise<number> {
  const { world } = told;
  const [slot] = world.config.slots;
  const [version] = slot?.versions.slice(1) ?? [];
  if (slot === undefined || version === undefined) throw new TypeError();
  const { service, environment } = slot;
  const since = world.now() - 60_000;
  const asked = { service, environment, event, since, version: version.version, orNone: true };
  return (await world.store.signals.reported(asked)).count;
}

describe('a signed report', () => {
  it('is recorded, and counts once however often it is sent', async () => {
    expect(await told.report(complaint({ text: 'checkout spins' }))).toMatchObject({
      status: 200,
      body: { recorded: true, sentence: 'Recorded.' },
    });
    expect(await told.report(complaint({ text: 'checkout spins' }))).toMatchObject({
      status: 200,
      body: {
        recorded: false,
        sentence: 'A report with this id is known already, so this one does not count.',
      },
    });
    expect(await counted()).toBe(1);
  });

  it.each([
    ['another secret', { secret: 'wrong' }, 'does not fit'],
    ['no signature', { signature: '' }, 'does not fit'],
    ['half a signature', { signature: 'v1=00' }, 'does not fit'],
    ['no timestamp', { timestamp: '' }, 'x-belay-timestamp should hold the time'],
    ['a timestamp that is none', { timestamp: '1e9' }, 'x-belay-timestamp should hold the time'],
  ])('with %s is refused', async (_, over, sentence) => {
    const answer = await told.report(complaint(), over);
    expect(answer).toMatchObject({ status: 401 });
    expect(answer.body['sentence']).toContain(sentence);
    expect(answer.body['sentence']).toMatch(/Nothing was recorded\.$/);
    expect(await counted()).toBe(0);
  });

  it('of another body than the signed one is refused', async () => {
    const { world, url } = told;
    const timestamp = String(Math.floor(world.now() / 1000));
    const { createHmac } = await import('node:crypto');
    const made = createHmac('sha256', 'open sesame').update(`${timestamp}.support.{}`).digest('hex');
    const answer = await fetch(`${url}/signals/support`, {
      method: 'POST',
      headers: { 'x-belay-timestamp': timestamp, 'x-belay-signature': `v1=${made}` },
      body: JSON.stringify(complaint()),
    });
    expect(answer.status).toBe(401);
  });

  it('for another source that has the same secret is refused', async () => {
    expect(await told.report(complaint(), { to: 'shops' })).toMatchObject({ status: 401 });
    expect(await counted()).toBe(0);
    expect(await told.report(complaint(), { source: 'shops', to: 'shops' })).toMatchObject({ status: 200 });
  });

  it('may be signed five minutes ago or ahead, and not more', async () => {
    const seconds = Math.floor(told.world.now() / 1000);
    for (const apart of [-299, 299]) {
      expect(
        (await told.report(complaint({ id: `${apart}` }), { timestamp: String(seconds + apart) })).status,
      ).toBe(200);
    }
    for (const [apart, words] of [
      [-302, 'ago'],
      [302, 'in the future'],
    ] as const) {
      const answer = await told.report(complaint({ id: `${apart}` }), { timestamp: String(seconds + apart) });
      expect(answer.status).toBe(401);
      expect(answer.body['sentence']).toContain(`seconds ${words}, and only 300 are allowed`);
    }
    expect(await counted()).toBe(2);
  });

  it('that says what does not exist is answered with what does', async () => {
    expect(await told.report(complaint({ service: 'shpo' }))).toMatchObject({
      status: 400,
      body: {
        sentence:
          'There is no service “shpo”. Did you mean shop? There are: shop, built. Nothing was recorded.',
      },
    });
    expect((await told.report(complaint({ event: 'alert' }))).body['sentence']).toContain(
      'It reports: complaint.',
    );
    expect((await told.report('{ not json')).body['sentence']).toContain('A report is a JSON object');
    expect((await told.report('')).status).toBe(400);
  });

  it('of more than 64 KB is refused', async () => {
    const answer = await told.report(complaint({ text: 'x'.repeat(64 * 1024) }));
    expect(answer).toMatchObject({ status: 413 });
    expect(answer.body['sentence']).toMatch(/Nothing was recorded\.$/);
  });

  it('is refused when too many come, for as long as it says, and forged ones do not count', async () => {
    for (let sent = 0; sent < 20; sent += 1) await told.report(complaint(), { secret: 'wrong' });
    const sending = Array.from({ length: 300 }, () => told.report(complaint()));
    expect(new Set((await Promise.all(sending)).map(({ status }) => status))).toEqual(new Set([200]));
    const refused = await told.report(complaint());
    expect(refused).toMatchObject({ status: 429, retryAfter: '60' });
    expect(refused.body['sentence']).toBe('More than 300 came within a minute. Nothing was recorded.');
    // Alertmanager has a count of its own.
    expect((await told.notify(notification())).status).toBe(200);
    told.world.later(60_000);
    expect((await told.report(complaint({ id: 'later' }))).status).toBe(200);
  });

  it('is to be sent again when the store cannot record it', async () => {
    const { world } = told;
    const real = world.store.signals.report;
    const broken = { report: () => Promise.reject(new Error('out of order')) };
    Object.assign(world.store.signals, broken);
    try {
      const answer = await told.report(complaint());
      expect(answer).toMatchObject({
        status: 503,
        body: { sentence: 'Send it again in a minute. Nothing was recorded.' },
      });
      expect((await told.notify(notification(alert()))).status).toBe(503);
    } finally {
      Object.assign(world.store.signals, { report: real });
    }
    expect((await told.report(complaint())).body['recorded']).toBe(true);
  });
});

describe('a notification of Alertmanager', () => {
  it('is recorded, and counts once however often it is told', async () => {
    const twice = notification(alert(), alert({ fingerprint: `g${number}` }), alert());
    expect(await told.notify(twice)).toMatchObject({ status: 200, body: { recorded: 3, ignored: [] } });
    expect(await told.notify(twice)).toMatchObject({ status: 200 });
    expect(await counted('alert')).toBe(2);
    const over = { status: 'resolved', endsAt: new Date(told.world.now()).toISOString() };
    await told.notify(notification(alert(over)));
    told.world.later(61_000);
    expect(await counted('alert')).toBe(1);
  });

  it.each([
    ['no token', {}],
    ['another token', { authorization: 'Bearer wrong' }],
    ['no bearer', { authorization: `Basic ${bearerToken}` }],
  ])('with %s is refused before it is read', async (_, headers) => {
    const answer = await told.notify('not even json', { ...headers });
    expect(answer).toMatchObject({ status: 401 });
    expect(answer.body['sentence']).toMatch(/bearer token.*Nothing was recorded\.$/);
  });

  it('of what cannot be placed is answered well, so that it is not sent for ever, and told to the log', async () => {
    const nameless = alert({ labels: { alertname: 'Watchdog', severity: 'critical' } });
    expect(await told.notify(notification(nameless))).toMatchObject({
      status: 200,
      body: { recorded: 0, ignored: [expect.stringContaining('it has no label `service`')] },
    });
    expect(told.log.lines.join()).toContain('The alert Watchdog was ignored');
    expect(await told.notify({ ...notification(), truncatedAlerts: 7 })).toMatchObject({
      status: 200,
      body: { truncated: 7 },
    });
    expect(told.log.lines.join()).toContain('"truncated":7');
  });

  it('that is none is refused', async () => {
    expect((await told.notify('{"version":"3","alerts":[]}')).status).toBe(400);
    expect((await told.notify('nonsense')).body['sentence']).toContain('no notification of an Alertmanager');
  });

  it('too many of which came is refused in the way that makes Alertmanager try again', async () => {
    await Promise.all(Array.from({ length: 300 }, () => told.notify(notification())));
    expect(await told.notify(notification())).toMatchObject({ status: 503, retryAfter: '60' });
  });
});

describe('machines', () => {
  function statusAs(host: string, path: string, method = 'POST'): Promise<number> {
    const { hostname, port } = new URL(told.url);
    return new Promise((resolve, reject) => {
      const asked = httpRequest({ hostname, port, path, method, headers: { host } }, (answer) => {
        answer.resume();
        resolve(answer.statusCode ?? 0);
      });
      asked.on('error', reject);
      asked.end();
    });
  }

  it('may come under any name to what is signed, and nowhere else', async () => {
    expect(await statusAs('belay.svc.cluster.local', '/signals/support')).toBe(401);
    expect(await statusAs('belay.svc.cluster.local', '/signals/pages')).toBe(401);
    expect(await statusAs('belay.svc.cluster.local', '/signals/nobody')).toBe(404);
    expect(await statusAs('evil.example', '/api/command')).toBe(421);
    expect(await statusAs('evil.example', '/api/command?/signals/support')).toBe(421);
    expect(await statusAs('evil.example', '/signals/../api/command')).toBe(404);
    expect(await statusAs('evil.example', '/signals/support', 'GET')).toBe(421);
  });
});

describe('being told', () => {
  let id: RolloutId;
  beforeEach(async () => {
    const { world } = told;
    id = await world.rolloutOf('deploy shop v2');
    await world.workUntil(async () => (await world.store.find(id))?.phase === 'observing');
    await world.work();
  });
  const sentenceOf = async (kind: string) =>
    JSON.stringify((await told.world.events(id)).find((event) => event.kind === kind));

  it('of a critical alert takes a rollout back before its next look comes', async () => {
    const { world, router } = told;
    const firing = alert();
    await told.notify(notification(firing));
    await world.work();
    expect(await world.kinds(id)).toContain('rollback-ordered');
    expect(router.orders.at(-1)?.wanted).toMatchObject({ kind: 'stable', stable: { version: 'v1' } });
    expect(await sentenceOf('rollback-ordered')).toContain(
      'critical-alerts 1 breaks \\"critical-alerts > 0 over 5s\\" (5s window, stable 0); 1 alert: “HighErrorRate (shop latency)”',
    );
    await world.workUntil(async () => (await world.store.find(id))?.phase === 'rolled-back');

    // While it fires, no other rollout gets far.
    id = await world.rolloutOf('deploy shop v2');
    await world.workUntil(async () => (await world.store.find(id))?.phase === 'rolled-back');
    const endsAt = new Date(world.now()).toISOString();
    await told.notify(notification({ ...firing, status: 'resolved', endsAt }));
  });

  it('of complaints pauses it at the one too many, in the words of who complained', async () => {
    const { world } = told;
    await told.report(complaint({ id: `${number}-stable`, count: 50, version: 'v1' }));
    await told.report(complaint({ id: `${number}-other`, count: 50, service: 'built' }));
    await told.report(complaint({ count: 2, text: 'paid\ntwice' }));
    await world.work();
    expect(await world.kinds(id)).not.toContain('paused');
    await told.report(complaint({ id: `${number}-last`, version: 'v2' }));
    await world.work();
    expect(await sentenceOf('paused')).toContain('3 complaints: “paid twice” and more');
    await world.say('rollback shop "done"');
    await world.workUntil(async () => (await world.store.find(id))?.phase === 'rolled-back');
  });

  it('before the rollout began is not about it', async () => {
    const { world } = told;
    await world.say('rollback shop "done"');
    await world.workUntil(async () => (await world.store.find(id))?.phase === 'rolled-back');
    await told.report(complaint({ count: 50 }));
    await told.notify(
      notification(alert({ status: 'resolved', endsAt: new Date(world.now()).toISOString() })),
    );
    world.later(1);
    id = await world.rolloutOf('deploy shop v2');
    await world.workUntil(async () => (await world.store.find(id))?.phase === 'completed');
    expect(await world.kinds(id)).not.toContain('paused');
  });
});
