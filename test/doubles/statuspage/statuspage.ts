import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { z } from 'zod';

/** What Statuspage takes; a key that it does not know is a mistake of the caller. */
const Sent = z.strictObject({
  name: z.string().optional(),
  body: z.string(),
  status: z.enum([
    'investigating',
    'identified',
    'monitoring',
    'resolved',
    'scheduled',
    'in_progress',
    'verifying',
    'completed',
  ]),
  metadata: z.record(z.string(), z.record(z.string(), z.unknown())),
  component_ids: z.array(z.string()).optional(),
  components: z
    .record(z.string(), z.enum(['operational', 'under_maintenance', 'degraded_performance']))
    .optional(),
  scheduled_for: z.iso.datetime().optional(),
  scheduled_until: z.iso.datetime().optional(),
  scheduled_auto_in_progress: z.boolean().optional(),
  scheduled_auto_completed: z.boolean().optional(),
  auto_transition_to_maintenance_state: z.boolean().optional(),
  auto_transition_to_operational_state: z.boolean().optional(),
});

export interface IncidentThere {
  id: string;
  name: string;
  status: string;
  metadata: unknown;
  scheduled_for: string | null;
  updates: { status: string; body: string }[];
}

export interface Statuspage extends AsyncDisposable {
  readonly url: string;
  readonly page: string;
  readonly token: string;
  readonly incidents: IncidentThere[];
  /** Status by the component's id. */
  readonly components: Map<string, { name: string; status: string }>;
  /** Does what the next write asks, and breaks the connection instead of saying so. */
  dieAfterNextWrite: boolean;
  /** Answers every request with this status; null for the usual. */
  failing: number | null;
}

/** As far as Belay speaks to it: components, incidents, and what a page shows of them. */
export async function startStatuspage(): Promise<Statuspage> {
  const server = createServer((request, response) => {
    void answer(state, request, response);
  });
  const state: Statuspage = {
    url: await listening(server),
    page: 'k0page',
    token: 'a-token-of-statuspage',
    incidents: [],
    components: new Map([
      ['c1', { name: 'Backend API', status: 'operational' }],
      ['c2', { name: 'Payments', status: 'operational' }],
    ]),
    dieAfterNextWrite: false,
    failing: null,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return state;
}

export async function listening(server: Server): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

async function answer(state: Statuspage, request: IncomingMessage, response: ServerResponse) {
  const say = (status: number, content: unknown) => {
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(content));
  };
  const body = await text(request);
  if (state.failing !== null) return say(state.failing, { error: 'as the test wants it' });
  if (request.headers.authorization !== `OAuth ${state.token}`) return say(401, { error: 'unauthorized' });
  const [path = ''] = (request.url ?? '').split('?');
  const within = `/v1/pages/${state.page}/`;
  if (!path.startsWith(within)) return say(404, { error: 'not found' });
  const [what = '', id] = path.slice(within.length).split('/');
  if (request.method === 'GET' && what === 'components') {
    return say(
      200,
      [...state.components].map(([key, one]) => ({ id: key, ...one })),
    );
  }
  if (request.method === 'GET') return say(200, state.incidents.toReversed());
  const sent = z.strictObject({ incident: Sent }).safeParse(JSON.parse(body));
  if (!sent.success || !known(state, sent.data.incident)) return say(422, { error: sent.error?.message });
  const told = write(state, id, sent.data.incident);
  if (told === null) return say(404, { error: 'not found' });
  if (!state.dieAfterNextWrite) return say(id === undefined ? 201 : 200, told);
  state.dieAfterNextWrite = false;
  request.socket.destroy();
}

function known(
  { components }: Statuspage,
  { component_ids = [], components: told = {} }: z.infer<typeof Sent>,
) {
  return [...component_ids, ...Object.keys(told)].every((id) => components.has(id));
}

function write(state: Statuspage, id: string | undefined, sent: z.infer<typeof Sent>): IncidentThere | null {
  const { name = '', status, body, metadata, scheduled_for = null, components = {} } = sent;
  for (const [component, now] of Object.entries(components)) {
    const one = state.components.get(component);
    if (one !== undefined) one.status = now;
  }
  const found = state.incidents.find((one) => one.id === id);
  if (found !== undefined) {
    Object.assign(found, { status, metadata });
    found.updates.push({ status, body });
    return found;
  }
  if (id !== undefined) return null;
  const made = {
    ...{ id: `i${state.incidents.length + 1}`, name, status, metadata, scheduled_for },
    updates: [{ status, body }],
  };
  state.incidents.push(made);
  return made;
}
