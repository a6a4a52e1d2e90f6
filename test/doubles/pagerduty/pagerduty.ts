import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { z } from 'zod';
import { listening } from '../statuspage/statuspage.ts';
import { answerOnCalls, type OnCallEntry } from './on-calls.ts';

const Payload = z.strictObject({
  summary: z.string().min(1).max(1024),
  source: z.string().min(1),
  severity: z.enum(['critical', 'error', 'warning', 'info']),
  timestamp: z.iso.datetime().optional(),
  component: z.string().optional(),
  group: z.string().optional(),
  class: z.string().optional(),
  custom_details: z.record(z.string(), z.unknown()).optional(),
});
const Link = z.strictObject({ href: z.url(), text: z.string().optional() });
const key = { routing_key: z.string(), dedup_key: z.string().min(1).max(255) };

/** The Events API v2 as its reference has it; a key that it does not know is a mistake of the caller. */
const Event = z.discriminatedUnion('event_action', [
  z.strictObject({
    ...key,
    event_action: z.literal('trigger'),
    client: z.string().optional(),
    client_url: z.url().optional(),
    links: z.array(Link).optional(),
    payload: Payload,
  }),
  z.strictObject({ ...key, event_action: z.literal('acknowledge') }),
  z.strictObject({ ...key, event_action: z.literal('resolve') }),
]);
export type PagerEvent = z.infer<typeof Event>;

export interface IncidentThere {
  readonly key: string;
  readonly summary: string;
  readonly severity: string;
  status: 'triggered' | 'resolved';
}

export interface Pagerduty extends AsyncDisposable {
  readonly url: string;
  /** The one routing key that it knows. */
  readonly key: string;
  /** Everything that was taken, the first first. */
  readonly events: PagerEvent[];
  /** What people were called for, once each. */
  readonly incidents: IncidentThere[];
  /** The one token of the REST API that it knows. */
  readonly token: string;
  /** Who is on call when, as the schedules have computed it. */
  readonly onCalls: OnCallEntry[];
  /** Answers every request with this status; null for the usual. */
  failing: number | null;
  /** Takes the next event, and breaks the connection instead of saying so. */
  dieAfterNext: boolean;
}

const largest = 512 * 1024;

/** As far as Belay speaks to it: events, and the incidents they make. */
export async function startPagerduty(): Promise<Pagerduty> {
  const server = createServer((request, response) => {
    void answer(state, request, response);
  });
  const state: Pagerduty = {
    url: await listening(server),
    key: 'R0123456789abcdef0123456789abcde',
    events: [],
    incidents: [],
    token: 'y_NbAkKc66ryYTWUXYEu',
    onCalls: [],
    failing: null,
    dieAfterNext: false,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return state;
}

async function answer(state: Pagerduty, request: IncomingMessage, response: ServerResponse) {
  const say = (status: number, content: object, headers: Readonly<Record<string, string>> = {}) => {
    const all = { 'content-type': 'application/json', ...headers };
    response.writeHead(status, all).end(JSON.stringify(content));
  };
  const body = await text(request);
  if (state.failing === 429) return say(429, { status: 'throttle exceeded' }, { 'retry-after': '1' });
  if (state.failing !== null) return say(state.failing, { status: 'as the test wants it' });
  const asked = new URL(request.url ?? '/', state.url);
  if (asked.pathname === '/oncalls') {
    const { status, content } = answerOnCalls(state, request, asked.searchParams);
    return say(status, content);
  }
  if (request.method !== 'POST' || request.url !== '/v2/enqueue') return say(404, { status: 'not found' });
  if (Buffer.byteLength(body) > largest) return say(413, { status: 'too large' });
  const event = Event.safeParse(JSON.parse(body));
  if (!event.success || event.data.routing_key !== state.key) {
    const errors = event.success ? ["'routing_key' is invalid"] : [event.error.message];
    return say(400, { status: 'invalid event', message: 'Event object is invalid', errors });
  }
  take(state, event.data);
  if (!state.dieAfterNext) {
    return say(202, { status: 'success', message: 'Event processed', dedup_key: event.data.dedup_key });
  }
  state.dieAfterNext = false;
  request.socket.destroy();
}

function take({ events, incidents }: Pagerduty, event: PagerEvent): void {
  events.push(event);
  const open = incidents.find((one) => one.key === event.dedup_key && one.status === 'triggered');
  if (event.event_action === 'resolve' && open !== undefined) open.status = 'resolved';
  if (event.event_action !== 'trigger' || open !== undefined) return;
  const { summary, severity } = event.payload;
  incidents.push({ key: event.dedup_key, summary, severity, status: 'triggered' });
}
