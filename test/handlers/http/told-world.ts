import { createHmac, randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { commands } from '../../../commands/registry.ts';
import { type HttpParts, startHttp } from '../../../handlers/http/server.ts';
import { openSignalSources } from '../../../src/roles/signal-sources.ts';
import { aLog } from '../../builders/log.ts';
import { nowhere } from '../jobs/shop.ts';
import { type MemoryRouter, memoryRouter } from '../memory-router.ts';
import { openWorld, type World } from '../world.ts';

export const signingSecret = 'open sesame';
export const bearerToken = 'a token of Alertmanager';

/** The shop, which listens to complaints and critical alerts. */
const configuration = nowhere
  .replace(
    'services:',
    `metrics:
  complaints: { kind: reported, event: complaint, unit: count }
  critical-alerts: { kind: reported, event: alert, unit: count }
signals:
  support: { kind: signed, secret: { env: SIGNING_SECRET }, events: [complaint] }
  shops: { kind: signed, secret: { env: SIGNING_SECRET }, events: [complaint] }
  pages: { kind: alertmanager, token: { env: BEARER_TOKEN }, severity: [critical] }
services:`,
  )
  .replace(
    'rollback_when: [',
    'pause_when: [complaints > 2 over 1h]\n      rollback_when: [critical-alerts > 0 over 5s, ',
  );

export interface ToldWorld extends AsyncDisposable {
  readonly world: World;
  readonly router: MemoryRouter;
  readonly url: string;
  readonly log: ReturnType<typeof aLog>;
  /** Signs and sends; what the test says goes before what is right. */
  report(
    body: unknown,
    over?: { timestamp?: string; signature?: string; secret?: string; source?: string; to?: string },
  ): Promise<Answer>;
  notify(body: unknown, headers?: Readonly<Record<string, string>>): Promise<Answer>;
}

export interface Answer {
  readonly status: number;
  readonly retryAfter: string | null;
  readonly body: Readonly<Record<string, unknown>>;
}

export async function openToldWorld(more: Partial<HttpParts> = {}): Promise<ToldWorld> {
  const router = memoryRouter();
  const world = await openWorld(configuration, router);
  const pageFolder = await mkdtemp(join(tmpdir(), 'belay-page-'));
  await writeFile(join(pageFolder, 'index.html'), '<!doctype html>');
  const secrets: Record<string, string> = { SIGNING_SECRET: signingSecret, BEARER_TOKEN: bearerToken };
  const log = aLog();
  const server = await startHttp({
    ...world.wired,
    config: world.config,
    store: world.store,
    commands,
    placeListeners: [],
    signalSources: openSignalSources(world.config, (ref) => ('env' in ref ? (secrets[ref.env] ?? '') : '')),
    listen: { host: '127.0.0.1', port: 0 },
    key: randomBytes(32),
    pageFolder,
    newErrorId: () => 'e-1',
    clock: world.now,
    log,
    ...more,
  });

  async function post(path: string, text: string, headers: Record<string, string>): Promise<Answer> {
    const answer = await fetch(`${server.url}${path}`, { method: 'POST', body: text, headers });
    const body = (await answer.json()) as Record<string, unknown>;
    return { status: answer.status, retryAfter: answer.headers.get('retry-after'), body };
  }

  return {
    world,
    router,
    url: server.url,
    log,
    report(body, over = {}) {
      const text = typeof body === 'string' ? body : JSON.stringify(body);
      const { timestamp = String(Math.floor(world.now() / 1000)), secret = signingSecret } = over;
      const { source = 'support', to = 'support' } = over;
      const made = createHmac('sha256', secret).update(`${timestamp}.${source}.${text}`).digest('hex');
      return post(`/signals/${to}`, text, {
        'x-belay-timestamp': timestamp,
        'x-belay-signature': over.signature ?? `v1=${made}`,
      });
    },
    notify: (body, headers = { authorization: `Bearer ${bearerToken}` }) =>
      post('/signals/pages', typeof body === 'string' ? body : JSON.stringify(body), {
        'content-type': 'application/json',
        ...headers,
      }),
    async [Symbol.asyncDispose]() {
      await server[Symbol.asyncDispose]();
      await world[Symbol.asyncDispose]();
      await rm(pageFolder, { recursive: true });
    },
  };
}
