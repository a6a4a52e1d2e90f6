import { SocketModeReceiver } from '@slack/bolt';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { boltLog } from '../../../handlers/slack/bolt-log.ts';
import { disconnect, keepSocket } from '../../../handlers/slack/keep-socket.ts';
import { aLog } from '../../builders/log.ts';
import { appToken, openSlackDouble, type SlackDouble } from '../../doubles/slack/slack.ts';

let slack: SlackDouble;
let ended: AbortController;
let client: SocketModeReceiver['client'];
let log: ReturnType<typeof aLog>;

beforeEach(async () => {
  slack = await openSlackDouble();
  ended = new AbortController();
  log = aLog();
  ({ client } = new SocketModeReceiver({
    appToken,
    autoReconnectEnabled: false,
    logger: boltLog(log),
    installerOptions: { clientOptions: { slackApiUrl: slack.apiUrl, retryConfig: { retries: 0 } } },
  }));
});
afterEach(async () => {
  ended.abort();
  await disconnect(client);
  await slack[Symbol.asyncDispose]();
});

test('a socket that breaks, or that Slack asks to renew, is opened again', async () => {
  await keepSocket(client, log, ended.signal);
  expect(slack.sockets.count()).toBe(1);
  const opened = () => slack.state.calls.filter(({ method }) => method === 'apps.connections.open').length;
  slack.sockets.drop();
  await expect.poll(opened, { timeout: 10_000 }).toBe(2);
  await expect.poll(() => slack.sockets.count()).toBe(1);
  slack.sockets.refresh();
  await expect.poll(opened, { timeout: 10_000 }).toBe(3);
  await expect.poll(() => slack.sockets.count()).toBe(1);
});

test('Slack being away or refusing the token ends nothing: it is tried until it works', async () => {
  slack.faults.tokenExpired = true;
  await keepSocket(client, log, ended.signal);
  expect(slack.sockets.count()).toBe(0);
  slack.faults.tokenExpired = false;
  await expect.poll(() => slack.sockets.count(), { timeout: 10_000 }).toBe(1);
});
