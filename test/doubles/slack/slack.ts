import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Actor, By } from './acts/actor.ts';
import { type Click, clickMessage, clickView } from './acts/click.ts';
import { type SlashCommand, typeCommand } from './acts/command.ts';
import { type Mention, mention, openHome } from './acts/event.ts';
import { type Submit, type Suggest, submitView, suggest } from './acts/submit.ts';
import type { Delivered, Destination } from './deliver.ts';
import { type Faults, openFaults } from './faults.ts';
import type { Context } from './method.ts';
import { readArguments, readBytes, readUpload } from './read-body.ts';
import { answerResponseUrl } from './response-url.ts';
import { openRates } from './rules/rates.ts';
import { openSockets, type Sockets } from './sockets.ts';
import { openState, type State } from './state.ts';
import { answerCall, fail, type WebApi } from './web-api.ts';

export const botToken = 'xoxb-belay';
export const appToken = 'xapp-1-belay';
export const signingSecret = 'shhh of slack';

/** What the app's manifest asks for. */
const grantedScopes = [
  'app_mentions:read',
  'channels:history',
  'channels:read',
  'chat:write',
  'commands',
  'files:write',
  'groups:history',
  'groups:read',
  'usergroups:read',
  'im:history',
  'im:write',
  'usergroups:read',
];

/** Slack on this machine, for the official SDKs as they are: it keeps what was said and enforces the rules. */
export interface SlackDouble extends AsyncDisposable {
  /** For `slackApiUrl`. */
  readonly apiUrl: string;
  readonly state: State;
  readonly faults: Faults;
  readonly sockets: Sockets;
  /** Takes scopes away from the token, or gives others. */
  grant(scopes: readonly string[]): void;
  /** Where requests go from now on. */
  sendTo(destination: Destination): void;
  command(said: SlashCommand): Promise<Delivered>;
  click(ts: string, click: Click): Promise<Delivered>;
  clickView(view: string, click: Click): Promise<Delivered>;
  submit(view: string, submit: Submit): Promise<Delivered>;
  suggest(view: string, asked: Suggest): Promise<readonly string[]>;
  mention(said: Mention): Promise<Delivered>;
  openHome(by: By): Promise<Delivered>;
}

export async function openSlackDouble(
  options: { readonly clock?: () => number; readonly botToken?: string } = {},
): Promise<SlackDouble> {
  const clock = options.clock ?? Date.now;
  const state = openState(clock);
  const faults = openFaults();
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const context = { state, clock, url };
  const api = {
    context,
    faults,
    rates: openRates(clock),
    tokens: { bot: options.botToken ?? botToken, app: appToken },
    scopes: grantedScopes as readonly string[],
  };
  const sockets = openSockets(server, state, () => faults.down);
  let destination: Destination = { kind: 'socket' };
  const actor: Actor = { context, sockets, destination: () => destination };
  server.on('request', (request, response) => {
    answer(api, context, request, response).catch(() => response.destroy());
  });
  return {
    apiUrl: `${url}/api/`,
    state,
    faults,
    sockets,
    grant: (scopes) => {
      api.scopes = scopes;
    },
    sendTo: (to) => {
      destination = to;
    },
    command: (said) => typeCommand(actor, said),
    click: (ts, click) => clickMessage(actor, ts, click),
    clickView: (view, click) => clickView(actor, view, click),
    submit: (view, submit) => submitView(actor, view, submit),
    suggest: (view, asked) => suggest(actor, view, asked),
    mention: (said) => mention(actor, said),
    openHome: (by) => openHome(actor, by),
    async [Symbol.asyncDispose]() {
      sockets.close();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function answer(
  api: WebApi,
  context: Omit<Context, 'rates'>,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  if (api.faults.down) {
    request.socket.destroy();
    return;
  }
  const [, kind = '', name = ''] = (request.url ?? '').split(/[/?]/);
  if (kind === 'api') return answerCall(api, name, request, response);
  const type = request.headers['content-type'] ?? '';
  const bytes = await readBytes(request);
  if (api.faults.slowBy > 0) await sleep(api.faults.slowBy);
  if (kind === 'response') {
    const fault = api.faults.take('response_url');
    if (fault !== null && fault.kind !== 'answer-lost') {
      fail(fault, request, response);
      return;
    }
    const { status, answer: said } = answerResponseUrl(context, name, readArguments(type, bytes));
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(said));
    return;
  }
  const file = kind === 'upload' ? context.state.files.get(name) : undefined;
  const content = await readUpload(type, bytes);
  if (file === undefined || content.length !== file.length) {
    response.writeHead(400).end('failed');
    return;
  }
  context.state.files.set(name, { ...file, content });
  response.writeHead(200).end(`OK - ${content.length}`);
}
