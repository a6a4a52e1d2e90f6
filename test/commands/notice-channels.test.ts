import { createServer, type Server } from 'node:http';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { deliver } from '../../handlers/jobs/deliver.ts';
import type { RolloutId } from '../../src/core/ids.ts';
import type { Reply } from '../../src/core/reply.ts';
import { changed } from '../config/configuration.ts';
import { listening, type Statuspage, startStatuspage } from '../doubles/statuspage/statuspage.ts';
import { memoryRouter } from '../handlers/memory-router.ts';
import { openWorld, type World } from '../handlers/world.ts';
import { twoServices } from './configuration.ts';

const minute = 60_000;
let page: Statuspage;
let server: Server;
let world: World;
let id: RolloutId;
let posted: { id: string; state: string; text: string }[];
let status = 204;

beforeEach(async () => {
  posted = [];
  status = 204;
  page = await startStatuspage();
  server = createServer(async (request, response) => {
    posted.push(JSON.parse(await text(request)));
    response.writeHead(status).end();
  });
  const url = await listening(server);
  const places = `  console: { kind: console }
  page: { kind: status-page, provider: statuspage, url: "${page.url}", api_url: "${page.url}", page: ${page.page}, token: { env: T }, components: [Payments] }
  product: { kind: in-app, url: "${url}", secret: { env: S } }
`;
  const communications = `communications:
  templates:
    incident: { subject: "{service} has a problem", body: "{status}", through: [console, page, product], update_every: 30m }
`;
  const configured = changed('  console: { kind: console }\n', places, twoServices);
  world = await openWorld(
    `${configured}
${communications}`,
    memoryRouter(),
    () => page.token,
  );
  id = await world.rolloutOf('deploy shop v2');
  await world.work();
});

afterEach(async () => {
  await world[Symbol.asyncDispose]();
  await page[Symbol.asyncDispose]();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

const sentence = (reply: Reply) => ('sentence' in reply ? reply.sentence : JSON.stringify(reply));

async function tell(flags = ''): Promise<string> {
  world.later(1);
  await world.say(`notice incident ${id} ${flags}`);
  const said = sentence(await world.say(`notice incident ${id} ${flags} --send`));
  await world.work();
  return said;
}

describe('a notice', () => {
  it('reaches people where they talk and customers where they read, once, and nothing else reaches customers', async () => {
    expect(await tell()).toContain('It goes to console, page and product.');
    expect(posted).toHaveLength(1);
    expect(posted[0]).toMatchObject({ state: 'open', text: 'We are looking into it.' });
    expect(page.incidents).toHaveLength(1);
    expect(JSON.stringify(await world.store.messages.thread('console' as never, id))).toContain(
      'has a problem',
    );
    expect(sentence(await world.say(`notice incident ${id} --send`))).toContain('This draft was sent at');
    await world.say(`pause ${id} "to see"`);
    await world.work();
    expect(posted).toHaveLength(1);
  });

  it('is brought up to date until it is said to be over', async () => {
    const due = async () => (await world.kinds(id)).filter((kind) => kind === 'notice-due').length;
    expect(await tell()).toContain('every 30m');
    await world.say(`rollback ${id} "odd"`);
    await world.workUntil(async () => (await due()) === 1);
    const thread = JSON.stringify(await world.store.messages.thread('console' as never, id));
    expect(thread).toContain('Customers wait to hear more');
    await tell();
    world.later(29 * minute);
    await world.work();
    expect(await due()).toBe(1);
    expect(await tell('--resolved')).not.toContain('every 30m');
    expect(posted.map(({ state }) => state)).toEqual(['open', 'open', 'resolved']);
    expect(page.incidents).toMatchObject([{ status: 'resolved' }]);
    world.later(300 * minute);
    await world.work();
    expect(await due()).toBe(1);
  });

  it('cannot be over before it was told, or when it was never to be brought up to date', async () => {
    expect(await tell('--resolved')).toContain('there is nothing to call over');
    expect(sentence(await world.say(`notice maintenance ${id} --resolved`))).toContain('update_every');
    expect(posted).toEqual([]);
  });

  it('that was said by a worker that died before it noted so keeps its key, and the status page says it once', async () => {
    await world.say(`notice incident ${id}`);
    await world.say(`notice incident ${id} --send`);
    const rows = await world.store.pending(world.now(), 100);
    const notices = rows.filter(({ item }) => item.kind === 'notice');
    expect(notices).toHaveLength(3);
    for (const { key, item } of notices) {
      if (item.kind !== 'notice') continue;
      const about = { rollout: id, service: 'shop', environment: 'demo', version: 'v2' };
      await world.wired.jobs.deliver.placeOf(item.place)?.notice?.(key, { ...item.notice, ...about });
    }
    for (const { id: row } of rows) await deliver(world.wired.jobs.deliver, row);
    await world.wired.jobs.deliver.lanes.idle();
    expect(page.incidents).toMatchObject([{ updates: [expect.anything()] }]);
    expect(new Set(posted.map((one) => one.id)).size).toBe(1);
  });

  it('is tried again for as long as the server does not take it', async () => {
    status = 503;
    await tell();
    await world.workUntil(async () => posted.length > 3);
    status = 204;
    await world.workUntil(async () => {
      const rows = await world.store.pending(world.now() + 10 * minute, 100);
      return rows.every(({ item }) => item.kind !== 'notice');
    });
    expect(new Set(posted.map((one) => one.id)).size).toBe(1);
  });
});
