import { createHmac, randomUUID } from 'node:crypto';
import type { GithubState } from './state.ts';

/** Where the app's webhooks go. */
export interface HookTarget {
  url: string;
  secret: string;
}

/** One attempt to deliver, as GitHub keeps it for three days. */
export interface Delivery {
  readonly id: number;
  /** The same on every attempt. */
  readonly guid: string;
  readonly event: string;
  readonly action: string | null;
  readonly deliveredAt: number;
  readonly redelivery: boolean;
  readonly repositoryId: number | null;
  readonly installationId: number | null;
  readonly headers: Readonly<Record<string, string>>;
  readonly payload: string;
  /** Its answer: 502 when nobody listened, 504 when none came within ten seconds. */
  readonly statusCode: number;
  readonly status: string;
  readonly response: string;
  /** In milliseconds. */
  readonly took: number;
}

export interface Hook {
  target: HookTarget | null;
  /** Oldest first. */
  readonly deliveries: Delivery[];
  /** @param over what is to differ from an honest delivery; `null` leaves a header out */
  send(event: string, payload: object, over?: DeliveryOver): Promise<Delivery>;
  /** The same delivery once more, as a person or the app asks for it. */
  redeliver(id: number): Promise<Delivery>;
}

export interface DeliveryOver {
  readonly guid?: string;
  readonly secret?: string;
  /** Sent in place of what was signed. */
  readonly body?: string;
  readonly headers?: Readonly<Record<string, string | null>>;
  /** The delivery is lost on its way and GitHub only records that. */
  readonly lost?: boolean;
}

/** GitHub waits no longer. */
const patience = 10_000;

export function createHook(state: GithubState): Hook {
  const deliveries: Delivery[] = [];
  let target: HookTarget | null = null;

  async function attempt(
    given: Pick<Delivery, 'guid' | 'event' | 'redelivery' | 'payload'>,
    over: DeliveryOver,
  ): Promise<Delivery> {
    const secret = over.secret ?? target?.secret ?? '';
    const headers = signedHeaders(given, secret, state.appId);
    for (const [name, value] of Object.entries(over.headers ?? {})) {
      if (value === null) delete headers[name];
      else headers[name] = value;
    }
    const started = performance.now();
    const url = over.lost === true ? null : (target?.url ?? null);
    const answer = await post(url, headers, over.body ?? given.payload);
    const delivery: Delivery = {
      ...given,
      ...aboutPayload(given.payload),
      ...answer,
      id: state.newId(),
      headers,
      deliveredAt: state.clock(),
      took: performance.now() - started,
    };
    deliveries.push(delivery);
    return delivery;
  }

  return {
    deliveries,
    get target() {
      return target;
    },
    set target(to) {
      target = to;
    },
    send(event, payload, over = {}) {
      const guid = over.guid ?? randomUUID();
      return attempt({ guid, event, redelivery: false, payload: JSON.stringify(payload) }, over);
    },
    async redeliver(id) {
      const earlier = deliveries.find((one) => one.id === id);
      if (earlier === undefined) throw new Error(`there was no delivery ${id}`);
      const { guid, event, payload } = earlier;
      return attempt({ guid, event, payload, redelivery: true }, {});
    },
  };
}

function signedHeaders(
  { guid, event, payload }: Pick<Delivery, 'guid' | 'event' | 'payload'>,
  secret: string,
  appId: number,
): Record<string, string> {
  return {
    accept: '*/*',
    'content-type': 'application/json',
    'user-agent': 'GitHub-Hookshot/3ce5d2a',
    'x-github-delivery': guid,
    'x-github-event': event,
    'x-github-hook-id': '300',
    'x-github-hook-installation-target-id': String(appId),
    'x-github-hook-installation-target-type': 'integration',
    'x-hub-signature': `sha1=${createHmac('sha1', secret).update(payload).digest('hex')}`,
    'x-hub-signature-256': `sha256=${createHmac('sha256', secret).update(payload).digest('hex')}`,
  };
}

async function post(
  url: string | null,
  headers: Readonly<Record<string, string>>,
  body: string,
): Promise<Pick<Delivery, 'status' | 'statusCode' | 'response'>> {
  const unreached = { status: 'failed to connect to host', statusCode: 502, response: '' };
  if (url === null) return unreached;
  try {
    const signal = AbortSignal.timeout(patience);
    const answer = await fetch(url, { method: 'POST', headers, body, signal });
    const response = await answer.text();
    const status = answer.ok ? 'OK' : `Invalid HTTP Response: ${answer.status}`;
    return { status, statusCode: answer.status, response };
  } catch (error) {
    const late = error instanceof Error && error.name === 'TimeoutError';
    return late ? { status: 'timed out', statusCode: 504, response: '' } : unreached;
  }
}

function aboutPayload(payload: string) {
  const { action, repository, installation } = JSON.parse(payload);
  return {
    action: action ?? null,
    repositoryId: repository?.id ?? null,
    installationId: installation?.id ?? null,
  };
}
