import type { z } from 'zod';
import type { Card } from '../../src/core/card/card.ts';
import { Failure } from '../../src/core/failure.ts';
import { Reply } from '../../src/core/reply.ts';
import { RolloutList, RolloutView, Trouble } from './answers.ts';
import type { Connection } from './connection.ts';
import { unreachable } from './unreachable.ts';

/** Reads one path of the server's API and parses what comes back. */
export type AskServer = <T>(path: string, schema: z.ZodType<T>) => Promise<T>;

/** A running Belay. Every method throws Failure server-unreachable or not-logged-in. */
export interface Client {
  /** @param key chosen once per command, 8 to 100 characters: sent again it runs nothing anew */
  command(text: string, key: string): Promise<Reply>;
  rollouts(): Promise<readonly Card[]>;
  /** @returns null when there is no such rollout, or this person may not see it */
  rollout(id: string): Promise<Card | null>;
  readonly ask: AskServer;
  /** A file, under the name that the server gives it: small letters, digits, hyphens and an ending. */
  file(path: string): Promise<{ readonly name: string; readonly data: Uint8Array }>;
}

/** Milliseconds. A command may wait for a router, or for a migration that is tried; a reader asks again soon. */
const patience = { command: 150_000, read: 5000, file: 30_000 };

export function openClient(connection: Connection): Client {
  const ask: AskServer = async (path, schema) => {
    const response = await send(connection, path, null);
    if (!response.ok) throw await trouble(connection, response, reading);
    return read(connection, schema, response, reading);
  };
  return {
    ask,
    async file(path) {
      const response = await send(connection, path, null, patience.file);
      if (!response.ok) throw await trouble(connection, response, reading);
      const said = response.headers.get('content-disposition') ?? '';
      const [, name = 'document'] = /filename="([a-z0-9-]+\.[a-z]+)"/.exec(said) ?? [];
      return { name, data: await response.bytes() };
    },
    async command(text, key) {
      const response = await send(connection, '/api/command', { text, key });
      if (response.ok) return read(connection, Reply, response, unknown);
      const refusal = Reply.safeParse(await body(response.clone()));
      if (refusal.success && response.status !== 401) return refusal.data;
      throw await trouble(connection, response, response.status < 500 ? reading : unknown);
    },
    async rollouts() {
      return (await ask('/api/rollouts', RolloutList)).rollouts;
    },
    async rollout(id) {
      const response = await send(connection, `/api/rollouts/${encodeURIComponent(id)}`, null);
      if (response.status === 404) return null;
      if (!response.ok) throw await trouble(connection, response, reading);
      return (await read(connection, RolloutView, response, reading)).card;
    },
  };
}

/** What is known about the effect when an answer fails. */
const reading = 'Nothing was changed.';
const unknown = 'Whether the command was carried out is not known; `status` tells.';

async function send(
  { url, token }: Connection,
  path: string,
  command: object | null,
  limit: number = command === null ? patience.read : patience.command,
): Promise<Response> {
  const headers = {
    accept: 'application/json',
    ...(token === null ? {} : { authorization: `Bearer ${token}` }),
    ...(command === null ? {} : { 'content-type': 'application/json' }),
  };
  const request: RequestInit = { headers, redirect: 'error', signal: AbortSignal.timeout(limit) };
  try {
    return command === null
      ? await fetch(url + path, request)
      : await fetch(url + path, { ...request, method: 'POST', body: JSON.stringify(command) });
  } catch (error) {
    throw unreachable(url, error, command === null ? reading : unknown);
  }
}

async function read<T>(
  { url }: Connection,
  schema: z.ZodType<T>,
  response: Response,
  effect: string,
): Promise<T> {
  const parsed = schema.safeParse(await body(response));
  if (parsed.success) return parsed.data;
  throw new Failure(
    'server-unreachable',
    `What answers at ${url} is no Belay, or one of another version. ${effect} Check BELAY_URL, or install the same version on both sides.`,
    { retryable: false, cause: parsed.error },
  );
}

async function trouble({ url, token }: Connection, response: Response, effect: string): Promise<Failure> {
  const said = Trouble.safeParse(await body(response));
  if (response.status === 401) {
    const why = token === null ? 'no token is set' : 'the token is not valid, or not any more';
    return new Failure(
      'not-logged-in',
      `Belay at ${url} does not know you: ${why}. Nothing was changed. Set BELAY_TOKEN, or run this on the server's machine in its folder.`,
      { retryable: false },
    );
  }
  const sentence = said.success ? said.data.sentence : `HTTP status ${response.status}.`;
  return new Failure('server-unreachable', `Belay at ${url} could not answer: ${sentence} ${effect}`, {
    retryable: response.status >= 500,
  });
}

/** The answer's JSON, or undefined when it has none. */
async function body(response: Response): Promise<unknown> {
  try {
    return await response.json();
  } catch {
    return undefined;
  }
}
