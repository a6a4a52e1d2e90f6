import type { z } from 'zod';
import { DeliveryReport } from '../../src/core/delivery/figure.ts';
import { DocumentTree } from '../../src/core/documents/tree.ts';
import { Reply } from '../../src/core/reply.ts';
import type { Clock } from './clock.ts';
import { documentPath, type KeptUnder } from './open-document.ts';
import { Me, RolloutList, RolloutView, Suggestions, Trouble } from './wire.ts';

/** What came of a request; nothing here throws. */
export type Answer<T> =
  | { readonly kind: 'ok'; readonly value: T }
  | { readonly kind: 'signed-out'; readonly sentence: string }
  | { readonly kind: 'failed'; readonly sentence: string };

export interface Api {
  me(): Promise<Answer<Me>>;
  signIn(token: string): Promise<Answer<null>>;
  rollouts(): Promise<Answer<z.infer<typeof RolloutList>>>;
  rollout(id: string): Promise<Answer<RolloutView>>;
  stats(days: number): Promise<Answer<DeliveryReport>>;
  document(kept: KeptUnder): Promise<Answer<DocumentTree>>;
  /** @param key the same for every attempt to send the same command, so that it runs once */
  command(text: string, key: string): Promise<Answer<Reply>>;
  complete(text: string): Promise<Answer<z.infer<typeof Suggestions>>>;
}

const patience = 20_000;

export function createApi(clock: Clock): Api {
  const get = <S extends z.ZodType>(path: string, schema: S) => send(clock, path, schema, undefined);
  return {
    me: () => get('/api/me', Me),
    signIn: async (token) => send(clock, '/api/session', null, { token }),
    rollouts: () => get('/api/rollouts', RolloutList),
    rollout: (id) => get(`/api/rollouts/${encodeURIComponent(id)}`, RolloutView),
    stats: (days) => get(`/api/stats?days=${days}`, DeliveryReport),
    document: (kept) => get(documentPath(kept), DocumentTree),
    command: (text, key) => send(clock, '/api/command', Reply, { text, key }),
    complete: (text) => get(`/api/complete?text=${encodeURIComponent(text)}`, Suggestions),
  };
}

async function send<S extends z.ZodType>(
  clock: Clock,
  path: string,
  schema: S,
  body: object | undefined,
): Promise<Answer<z.infer<S>>>;
async function send(clock: Clock, path: string, schema: null, body: object): Promise<Answer<null>>;
async function send(
  clock: Clock,
  path: string,
  schema: z.ZodType | null,
  body: object | undefined,
): Promise<Answer<unknown>> {
  try {
    const response = await fetch(path, requestFor(body));
    clock.learn(response.headers.get('date'));
    if (!response.ok) return await explain(response);
    return schema === null ? { kind: 'ok', value: null } : read(schema, await response.json());
  } catch {
    return {
      kind: 'failed',
      sentence: 'Belay did not answer. Nothing more is known; the page keeps trying to reach it.',
    };
  }
}

function requestFor(body: object | undefined): RequestInit {
  const shared: RequestInit = { credentials: 'same-origin', signal: AbortSignal.timeout(patience) };
  if (body === undefined) return shared;
  return {
    ...shared,
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  };
}

function read(schema: z.ZodType, data: unknown): Answer<unknown> {
  const parsed = schema.safeParse(data);
  if (parsed.success) return { kind: 'ok', value: parsed.data };
  return {
    kind: 'failed',
    sentence: 'Belay answered in a form this page does not know. Reload the page; it may be out of date.',
  };
}

async function explain(response: Response): Promise<Answer<never>> {
  const trouble = Trouble.safeParse(await response.json().catch(() => ({})));
  const said = trouble.success ? (trouble.data.sentence ?? trouble.data.message) : undefined;
  if (response.status === 401) return { kind: 'signed-out', sentence: said ?? 'Please sign in.' };
  return {
    kind: 'failed',
    sentence: said ?? `Belay could not answer (HTTP ${response.status}). Try again in a moment.`,
  };
}
