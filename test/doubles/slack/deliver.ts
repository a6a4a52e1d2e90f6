import { createHmac } from 'node:crypto';
import type { Envelope, Sockets } from './sockets.ts';

/** Where the app listens: a request URL with its signing secret, or the socket it opened. */
export type Destination =
  | { readonly kind: 'http'; readonly url: string; readonly secret: string }
  | { readonly kind: 'socket' };

/** How the app answered. */
export interface Delivered {
  /** Of HTTP; over the socket 200 when it was acknowledged. 0: nobody answered within Slack's three seconds. */
  readonly status: number;
  /** The body of the acknowledgement; null when it is empty. */
  readonly ack: unknown;
  /** Milliseconds until the acknowledgement. */
  readonly took: number;
}

/** What a test changes about a request: its attacks. */
export interface Over {
  readonly timestamp?: string;
  readonly signature?: string;
  readonly secret?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

const patience = 3000;

export function sign(secret: string, timestamp: string, body: string): string {
  return `v0=${createHmac('sha256', secret).update(`v0:${timestamp}:${body}`).digest('hex')}`;
}

export async function deliverHttp(
  to: Extract<Destination, { kind: 'http' }>,
  contentType: string,
  body: string,
  now: number,
  over: Over = {},
): Promise<Delivered> {
  const timestamp = over.timestamp ?? String(Math.floor(now / 1000));
  const began = performance.now();
  try {
    const answer = await fetch(to.url, {
      method: 'POST',
      body,
      headers: {
        'content-type': contentType,
        'user-agent': 'Slackbot 1.0 (+https://api.slack.com/robots)',
        'x-slack-request-timestamp': timestamp,
        'x-slack-signature': over.signature ?? sign(over.secret ?? to.secret, timestamp, body),
        ...over.headers,
      },
      signal: AbortSignal.timeout(patience),
    });
    const took = performance.now() - began;
    return { status: answer.status, ack: read(await answer.text()), took };
  } catch {
    return { status: 0, ack: null, took: performance.now() - began };
  }
}

export async function deliverSocket(sockets: Sockets, envelope: Envelope): Promise<Delivered> {
  const began = performance.now();
  const answer = await sockets.send(envelope, patience);
  const took = performance.now() - began;
  if (answer === null) return { status: 0, ack: null, took };
  const empty = answer.payload === undefined || JSON.stringify(answer.payload) === '{}';
  return { status: 200, ack: empty ? null : answer.payload, took };
}

function read(text: string): unknown {
  if (text === '') return null;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
