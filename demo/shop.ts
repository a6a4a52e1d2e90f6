import { createServer, type ServerResponse } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import { z } from 'zod';
import { Failure } from '../src/core/failure.ts';
import { expositionType } from './exposition.ts';
import { type ShopMetrics, shopMetrics } from './shop-metrics.ts';
import { shopPage } from './shop-page.ts';

interface Behaviour {
  /** Milliseconds an answer takes, spread evenly: 95 % take less than `fastest + 0.95 × (slowest − fastest)`. */
  readonly fastest: number;
  readonly slowest: number;
  /** Share of pages that fail with status 500. */
  readonly errors: number;
  readonly memory: number;
  readonly cpu: number;
  readonly conversion: number;
}

/** v1 is good (p95 about 60 ms), v2 better (40 ms), v3 broken: 8 % errors and a p95 of about 450 ms. */
export const shopVersions: Readonly<Record<string, Behaviour>> = {
  v1: { fastest: 15, slowest: 62, errors: 0.001, memory: 0.46, cpu: 0.31, conversion: 0.855 },
  v2: { fastest: 10, slowest: 41.5, errors: 0.0005, memory: 0.42, cpu: 0.27, conversion: 0.861 },
  v3: { fastest: 60, slowest: 470, errors: 0.08, memory: 0.58, cpu: 0.44, conversion: 0.79 },
};

export interface Shop extends AsyncDisposable {
  readonly version: string;
  readonly port: number;
  readonly url: string;
  close(): Promise<void>;
}

export interface ShopOptions {
  readonly version: string;
  /** 0 takes any free one. */
  readonly port: number;
  /** Loopback when left out. */
  readonly host?: string;
}

/**
 * Starts one version of the sample shop.
 * @throws Failure config-invalid for a version it does not have, port-in-use
 */
export async function startShop({ version, port, host = '127.0.0.1' }: ShopOptions): Promise<Shop> {
  const behaviour = Object.hasOwn(shopVersions, version) ? shopVersions[version] : undefined;
  if (behaviour === undefined) {
    const known = Object.keys(shopVersions).join(', ');
    throw new Failure('config-invalid', `The sample shop has no version "${version}". It has ${known}.`, {
      retryable: false,
    });
  }
  const metrics = shopMetrics(version);
  const server = createServer((request, response) => {
    response.setHeader('x-shop-version', version);
    void answer(response, (request.url ?? '/').split('?')[0] ?? '/', { version, behaviour, metrics });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', (cause) => reject(portInUse(port, cause)));
    server.listen(port, host, resolve);
  });
  const address = server.address();
  const taken = address === null || typeof address === 'string' ? port : address.port;
  const close = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  return { version, port: taken, url: `http://${host}:${taken}`, close, [Symbol.asyncDispose]: close };
}

interface Serving {
  readonly version: string;
  readonly behaviour: Behaviour;
  readonly metrics: ShopMetrics;
}

async function answer(
  response: ServerResponse,
  path: string,
  { version, behaviour, metrics }: Serving,
): Promise<void> {
  if (['/health', '/health/startup', '/health/live', '/health/ready'].includes(path)) {
    return sendJson(response, { status: 'ok', version });
  }
  if (path === '/stats') return sendJson(response, statsOf(behaviour));
  if (path === '/metrics') {
    response.writeHead(200, { 'content-type': expositionType }).end(metrics.write(statsOf(behaviour)));
    return;
  }
  if (path !== '/' && path !== '/checkout') {
    response.writeHead(404).end('The shop has / and /checkout.\n');
    return;
  }
  const began = performance.now();
  await wait(behaviour.fastest + Math.random() * (behaviour.slowest - behaviour.fastest));
  const failed = Math.random() < behaviour.errors;
  const status = failed ? 500 : 200;
  metrics.served(status, (performance.now() - began) / 1000);
  response.writeHead(status, { 'content-type': 'text/html; charset=utf-8' });
  response.end(shopPage({ version, page: failed ? 'failed' : path === '/' ? 'product' : 'checkout' }));
}

/** Made-up figures that wander a little; ratios are fractions. */
function statsOf({ memory, cpu, conversion }: Behaviour): Record<'memory' | 'cpu' | 'conversion', number> {
  const wander = (value: number, by: number) => Number((value + (Math.random() - 0.5) * by).toFixed(4));
  return { memory: wander(memory, 0.02), cpu: wander(cpu, 0.06), conversion: wander(conversion, 0.006) };
}

function sendJson(response: ServerResponse, body: unknown): void {
  response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

function portInUse(port: number, cause: unknown): Failure {
  return new Failure(
    'port-in-use',
    `Port ${port} cannot be listened on, so the sample shop did not start. Choose another port.`,
    { retryable: false, cause },
  );
}

const Port = z.coerce.number().int().min(0).max(65_535);
const Arguments = z.union([z.tuple([z.string(), Port]), z.tuple([z.string(), Port, z.string()])]);

async function main(): Promise<void> {
  const given = Arguments.safeParse(process.argv.slice(2));
  if (!given.success) {
    process.stderr.write(
      'Say which version and port, and an address unless it is loopback: node demo/shop.ts v1 8081 0.0.0.0\n',
    );
    process.exitCode = 1;
    return;
  }
  const [version, port, host = '127.0.0.1'] = given.data;
  try {
    const shop = await startShop({ version, port, host });
    process.stdout.write(`Sample shop ${version} on ${shop.url}\n`);
    const stop = () => shop.close().then(() => process.exit(0));
    process.once('SIGTERM', stop);
    process.once('SIGINT', stop);
  } catch (failure) {
    if (!(failure instanceof Failure)) throw failure;
    process.stderr.write(`${failure.message}\n`);
    process.exitCode = 1;
  }
}

if (import.meta.main) await main();
