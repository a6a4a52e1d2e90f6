import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { App, HTTPReceiver, type LogLevel, SocketModeReceiver } from '@slack/bolt';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { appToken, botToken, openSlackDouble, type SlackDouble, signingSecret } from './slack.ts';

const noLog = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
  setLevel: () => undefined,
  getLevel: () => 'error' as LogLevel,
  setName: () => undefined,
};

let slack: SlackDouble;
let now: number;
beforeEach(async () => {
  now = Date.now();
  slack = await openSlackDouble({ clock: () => now });
});
afterEach(() => slack[Symbol.asyncDispose]());

function listen(app: App, heard: string[]): void {
  app.command('/belay', async ({ ack, command, respond }) => {
    await ack();
    heard.push(`command ${command.text}`);
    await respond(`you said ${command.text}`);
  });
  app.action('go', async ({ ack, action }) => {
    await ack();
    heard.push(`clicked ${action.type === 'button' ? action.value : ''}`);
  });
  app.event('app_mention', async ({ event, context }) => {
    heard.push(`mention ${event.text} ${context.retryNum ?? 0}`);
  });
  app.view('reason', async ({ ack, view }) => {
    const said = view.state.values['why']?.['text']?.value ?? '';
    await (said === 'no'
      ? ack({ response_action: 'errors', errors: { why: 'Say why.' } })
      : ack({ response_action: 'clear' }));
  });
}

async function overHttp(heard: string[]) {
  const receiver = new HTTPReceiver({ signingSecret, endpoints: '/slack', logger: noLog });
  const clientOptions = { slackApiUrl: slack.apiUrl };
  listen(new App({ receiver, token: botToken, clientOptions, logger: noLog }), heard);
  const server = createServer(receiver.requestListener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/slack`;
  slack.sendTo({ kind: 'http', url, secret: signingSecret });
  return {
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
    },
  };
}

async function overSocket(heard: string[]) {
  const clientOptions = { slackApiUrl: slack.apiUrl };
  const receiver = new SocketModeReceiver({
    appToken,
    logger: noLog,
    installerOptions: { clientOptions },
  });
  const app = new App({ receiver, token: botToken, clientOptions, logger: noLog });
  listen(app, heard);
  await app.start();
  slack.sendTo({ kind: 'socket' });
  return {
    async [Symbol.asyncDispose]() {
      await app.stop();
    },
  };
}

describe.each([
  ['over HTTP', overHttp],
  ['over the socket', overSocket],
])('%s', (_how, open) => {
  test('commands, buttons, mentions and modals reach the real Bolt', async () => {
    const heard: string[] = [];
    await using _app = await open(heard);
    expect(await slack.command({ user: 'U1', text: 'status' })).toMatchObject({ status: 200, ack: null });
    await expect
      .poll(() => [...slack.state.messages.values()])
      .toMatchObject([{ text: 'you said status', onlyTo: 'U1' }]);
    slack.state.messages.set('C0DEPLOYS/1.0', {
      ...([...slack.state.messages.values()][0] as never as object),
      ts: '1.0',
      blocks: [
        {
          type: 'actions',
          elements: [
            { type: 'button', action_id: 'go', value: 'promote', text: { type: 'plain_text', text: 'Go' } },
          ],
        },
      ],
    } as never);
    expect(await slack.click('1.0', { user: 'U1', button: 'Go' })).toMatchObject({ status: 200 });
    expect(() => slack.click('1.0', { user: 'U1', button: 'Rollback' })).toThrow('no button');
    expect(await slack.mention({ user: 'U1', text: 'status' })).toMatchObject({ status: 200 });
    await expect
      .poll(() => heard)
      .toEqual(['command status', 'clicked promote', 'mention <@U0BELAY> status 0']);
    slack.state.views.set('V1', {
      type: 'modal',
      id: 'V1',
      hash: 'h',
      user: 'U1',
      open: true,
      callback_id: 'reason',
      title: { type: 'plain_text', text: 'Why?' },
      blocks: [
        {
          type: 'input',
          block_id: 'why',
          label: { type: 'plain_text', text: 'Why?' },
          element: { type: 'plain_text_input', action_id: 'text' },
        },
      ],
    });
    await slack.submit('V1', { user: 'U1', values: { why: 'no' } });
    expect(slack.state.views.get('V1')?.open).toBe(true);
    await slack.submit('V1', { user: 'U1', values: { why: 'broken' } });
    expect(slack.state.views.get('V1')?.open).toBe(false);
    await expect(slack.submit('V1', { user: 'U1', values: {} })).rejects.toThrow('no open modal');
  });
});

test('an event that is not answered with 200 comes three times more and says so', async () => {
  const seen: (string | undefined)[] = [];
  const server = createServer((request, response) => {
    seen.push(request.headers['x-slack-retry-num'] as string | undefined);
    response.writeHead(503).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  slack.sendTo({ kind: 'http', url, secret: signingSecret });
  expect(await slack.mention({ user: 'U1', text: 'status' })).toMatchObject({ status: 503 });
  expect(seen).toEqual([undefined, '1', '2', '3']);
  server.close();
});

test('a response_url works five times within half an hour', async () => {
  slack.state.responseUrls.set('r1', { at: now, uses: 0, channel: 'C0DEPLOYS', user: 'U1', message: null });
  const url = slack.apiUrl.replace('/api/', '/response/r1');
  const use = () =>
    fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{"text":"hi"}',
    }).then(({ status }) => status);
  for (let uses = 0; uses < 5; uses += 1) expect(await use()).toBe(200);
  expect(await use()).toBe(404);
  slack.state.responseUrls.set('r1', { at: now, uses: 0, channel: 'C0DEPLOYS', user: 'U1', message: null });
  now += 30 * 60_000 + 1;
  expect(await use()).toBe(404);
});
