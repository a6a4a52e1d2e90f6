import { createServer, type Server } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { App, HTTPReceiver } from '@slack/bolt';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { boltLog } from '../../../handlers/slack/bolt-log.ts';
import { createRequestListener } from '../../../handlers/slack/request-listener.ts';
import { aLog } from '../../builders/log.ts';
import { deliverHttp } from '../../doubles/slack/deliver.ts';

const secret = 'signing';
const form = 'application/x-www-form-urlencoded';
const json = 'application/json';

let server: Server;
let port: number;
let log: ReturnType<typeof aLog>;
let heard: unknown[];

beforeEach(async () => {
  log = aLog();
  heard = [];
  const receiver = new HTTPReceiver({ signingSecret: secret, endpoints: '/', logger: boltLog(log) });
  const authorize = async () => ({ botToken: 'xoxb-town' });
  const app = new App({ receiver, authorize, convoStore: false, logger: boltLog(log) });
  app.command(/.*/, async ({ ack, body }) => {
    heard.push(body.text);
    await ack();
  });
  server = createServer(createRequestListener(receiver, Date.now, log));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  ({ port } = server.address() as AddressInfo);
});
afterEach(() => new Promise((resolve) => server.close(resolve)));

function deliver(type: string, body: string, over = {}) {
  const to = { kind: 'http' as const, url: `http://127.0.0.1:${port}/`, secret };
  return deliverHttp(to, type, body, Date.now(), over);
}

const command = new URLSearchParams({
  command: '/belay',
  text: 'rollback "it’s 50 % slower & broken"',
  team_id: 'T0SHOP',
  user_id: 'U0BO',
}).toString();

test('a command arrives as it was sent, and a forged one does not', async () => {
  expect(await deliver(form, command)).toMatchObject({ status: 200 });
  expect(await deliver(form, command, { secret: 'guessed' })).toMatchObject({ status: 401 });
  expect(heard).toEqual(['rollback "it’s 50 % slower & broken"']);
});

/** Bolt throws at a signed `null` where nobody can catch it, which would end the process. */
test.each([
  ['null', json],
  [' 5', json],
  ['[]', json],
  ['not json', json],
  ['', json],
  ['{"type":', json],
  ['payload=null', form],
  ['payload=%22text%22', form],
  ['payload=%5B%5D', form],
  ['payload=%7B', form],
  ['null', `${form}; charset=utf-8`],
])('what holds nothing to look into is refused also when it is signed: %s as %s', async (body, type) => {
  expect(await deliver(type, body)).toMatchObject({ status: 400 });
  expect(await deliver(form, command)).toMatchObject({ status: 200 });
});

test('a request that breaks off harms no other', async () => {
  const socket = connect(port, '127.0.0.1');
  const time = `x-slack-request-timestamp: ${Math.floor(Date.now() / 1000)}`;
  const head = ['POST / HTTP/1.1', 'host: x', `content-type: ${json}`, 'content-length: 500', time];
  await new Promise((resolve) => socket.write([...head, '', '{'].join('\r\n'), resolve));
  await expect.poll(async () => (await deliver(form, command)).status).toBe(200);
  socket.resetAndDestroy();
  await expect.poll(() => log.lines.join()).toContain('ended before it was read');
  expect(await deliver(form, command)).toMatchObject({ status: 200 });
});
