import { randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { commands } from '../../../../commands/registry.ts';
import { type HttpParts, startHttp } from '../../../../handlers/http/server.ts';
import { sessionLasts, signToken } from '../../../../handlers/http/session.ts';
import { type AskedToken, makeToken } from '../../../../handlers/tokens/make-token.ts';
import { PersonId } from '../../../../src/core/ids.ts';
import type { Actor } from '../../../../src/core/rollout/events.ts';
import { aLog } from '../../../builders/log.ts';
import { nowhere } from '../../jobs/shop.ts';
import { type MemoryRouter, memoryRouter } from '../../memory-router.ts';
import { openWorld, type World } from '../../world.ts';

export interface ApiAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Readonly<Record<string, unknown>>;
}

export interface Sent {
  readonly method?: string;
  readonly token?: string;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface ApiWorld extends AsyncDisposable {
  readonly world: World;
  readonly router: MemoryRouter;
  readonly url: string;
  /** Makes a token and gives its text. */
  token(asked: Partial<AskedToken>): Promise<string>;
  /** A session, as the terminal has it. */
  session(person: string): string;
  send(path: string, sent?: Sent): Promise<ApiAnswer>;
  post(path: string, token: string, body: unknown, headers?: Record<string, string>): Promise<ApiAnswer>;
  /** Sends these lines and no others. @returns the first line of the answer */
  raw(lines: readonly string[]): Promise<string>;
}

const somebody: Actor = { kind: 'person', person: PersonId.parse('bo'), roles: [], place: 'terminal' };
let made = 0;

export async function openApiWorld(
  more: Partial<HttpParts> = {},
  configuration: string = nowhere,
  router: MemoryRouter = memoryRouter(),
): Promise<ApiWorld> {
  const world = await openWorld(configuration, router);
  const pageFolder = await mkdtemp(join(tmpdir(), 'belay-page-'));
  await writeFile(join(pageFolder, 'index.html'), '<!doctype html>');
  const key = randomBytes(32);
  const server = await startHttp({
    ...world.wired,
    config: world.config,
    store: world.store,
    commands,
    placeListeners: [],
    signalSources: [],
    listen: { host: '127.0.0.1', port: 0 },
    key,
    pageFolder,
    newErrorId: () => 'e-1',
    clock: world.now,
    log: aLog(),
    ...more,
  });

  async function send(
    path: string,
    { method = 'GET', token, body, headers = {} }: Sent = {},
  ): Promise<ApiAnswer> {
    const all: Record<string, string> = { ...headers };
    if (token !== undefined) all['authorization'] ??= `Bearer ${token}`;
    if (body !== undefined) all['content-type'] ??= 'application/json';
    const text = typeof body === 'string' ? body : JSON.stringify(body);
    const answer = await fetch(server.url + path, {
      method,
      headers: all,
      ...(body === undefined ? {} : { body: text }),
    });
    const said = await answer.text();
    const parsed: unknown = said.startsWith('{') ? JSON.parse(said) : { text: said };
    return { status: answer.status, headers: answer.headers, body: parsed as ApiAnswer['body'] };
  }

  return {
    world,
    router,
    url: server.url,
    async token(asked) {
      made += 1;
      const full: AskedToken = {
        name: `bot-${made}`,
        person: 'bo',
        scopes: ['status', 'deploy', 'rollback'],
        environments: null,
        services: null,
        expires: 86_400_000,
        ...asked,
      };
      const { config, store } = world;
      const token = await makeToken({ config, tokens: store.tokens }, full, somebody, world.now());
      if (token.kind === 'refused') throw new Error(token.sentence);
      return token.text;
    },
    session: (person) =>
      signToken({ kind: 'session', person: PersonId.parse(person), until: world.now() + sessionLasts }, key),
    send,
    post: (path, token, body, headers) =>
      send(path, { method: 'POST', token, body, ...(headers === undefined ? {} : { headers }) }),
    raw: (lines) =>
      new Promise((resolve, reject) => {
        const { hostname, port } = new URL(server.url);
        const socket = connect(Number(port), hostname, () => socket.write(`${lines.join('\r\n')}\r\n\r\n`));
        socket.once('data', (data) => {
          socket.destroy();
          resolve(data.toString('utf8').split('\r\n')[0] ?? '');
        });
        socket.once('error', reject);
      }),
    async [Symbol.asyncDispose]() {
      await server[Symbol.asyncDispose]();
      await world[Symbol.asyncDispose]();
      await rm(pageFolder, { recursive: true });
    },
  };
}
