import { App, HTTPReceiver, type Receiver, SocketModeReceiver } from '@slack/bolt';
import type { WorkDelivery } from '../hear/hear.ts';
import { type PlaceListener, placesPath } from '../http/routes/places.ts';
import { boltLog } from './bolt-log.ts';
import { disconnect, keepSocket } from './keep-socket.ts';
import { listen } from './listen.ts';
import { createRequestListener } from './request-listener.ts';
import type { SlackParts } from './slack-parts.ts';
import { tellUnsigned } from './tell-unsigned.ts';
import { createWork } from './work.ts';

/** One Slack place as it is listened to. */
export interface ListeningSlack extends AsyncDisposable {
  /** Null without a signing secret: then everything comes over the socket. */
  readonly listener: PlaceListener | null;
  readonly work: WorkDelivery;
  /** Opens the socket where there is an app-level token; it is kept open, and opened again, until disposed. */
  start(): Promise<void>;
}

/** Slack's requests are far below. */
const bodyLimit = 1024 * 1024;

export function openSlack(parts: SlackParts): ListeningSlack {
  const { signing, app } = parts.secrets;
  const socket = app === null ? null : openSocket(parts, app);
  const ended = new AbortController();
  return {
    listener: signing === null ? null : openHttp(parts, signing),
    work: createWork(parts),
    async start() {
      if (socket !== null) await keepSocket(socket.client, parts.log, ended.signal);
    },
    async [Symbol.asyncDispose]() {
      ended.abort();
      if (socket !== null) await disconnect(socket.client);
    },
  };
}

function openHttp(parts: SlackParts, signingSecret: string): PlaceListener {
  const { name } = parts.place;
  const receiver = new HTTPReceiver({
    signingSecret,
    endpoints: placesPath + name,
    bodyLimit,
    logger: boltLog(parts.log),
  });
  connect(parts, receiver);
  const telling = tellUnsigned(receiver, { place: name, clock: parts.clock, log: parts.log });
  const handle = createRequestListener(telling, parts.clock, parts.log);
  return { kind: 'stream', place: name, bodyLimit, listen: handle };
}

function openSocket(parts: SlackParts, appToken: string): SocketModeReceiver {
  const { apiUrl } = parts.place;
  const receiver = new SocketModeReceiver({
    appToken,
    autoReconnectEnabled: false,
    logger: boltLog(parts.log),
    installerOptions: {
      clientOptions: {
        ...(apiUrl === null ? {} : { slackApiUrl: apiUrl }),
        retryConfig: { retries: 0 },
        rejectRateLimitedCalls: true,
        timeout: 10_000,
      },
    },
  });
  connect(parts, receiver);
  return receiver;
}

function connect(parts: SlackParts, receiver: Receiver): void {
  const app = new App({
    receiver,
    // Bolt would ask Slack who it is before the first acknowledgement; Slack waits three seconds for that one.
    authorize: async () => ({ botToken: parts.secrets.token }),
    // Belay remembers nothing between two messages, and tells bots apart by what Slack says of them.
    convoStore: false,
    ignoreSelf: false,
    logger: boltLog(parts.log),
  });
  listen(app, parts);
}
