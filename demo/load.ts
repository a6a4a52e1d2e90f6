import { setTimeout as wait } from 'node:timers/promises';
import { Agent } from 'undici';

export interface LoadCounts {
  readonly sent: number;
  /** Answers with status 500 and above, and requests without an answer. */
  readonly failed: number;
  /** Requests left out because too many were in flight already. */
  readonly skipped: number;
  /** Answers by the version that gave them. */
  readonly versions: Readonly<Record<string, number>>;
}

export interface Load {
  counts(): LoadCounts;
  /** Resolves when the signal has ended the load and its last request is answered. */
  readonly done: Promise<void>;
}

export interface LoadOptions {
  readonly url: string;
  /** A steady rate; 150 is plenty for the demo and little for the machine. */
  readonly requestsPerSecond: number;
  readonly signal: AbortSignal;
}

const stickyClients = 120;
const mostInFlight = 300;
const tick = 20;

/**
 * Steady traffic as a shop sees it, over kept-alive connections: half of the requests come from clients that
 * return and keep their cookies, half from clients never seen before. One page in five is the checkout.
 */
export function startLoad({ url, requestsPerSecond, signal }: LoadOptions): Load {
  const agent = new Agent({ connections: 64, pipelining: 1, headersTimeout: 10_000, bodyTimeout: 10_000 });
  const jars = Array.from({ length: stickyClients }, () => new Map<string, string>());
  const inFlight = new Set<Promise<void>>();
  const counts = { sent: 0, failed: 0, skipped: 0, versions: {} as Record<string, number> };
  let number = 0;

  async function send(jar: Map<string, string> | null): Promise<void> {
    const cookie = [...(jar ?? [])].map(([name, value]) => `${name}=${value}`).join('; ');
    const path = number % 5 === 0 ? '/checkout' : '/';
    try {
      // Lets a version tell afterwards when what it accepted had been sent.
      const headers = { 'x-sent-at': String(Date.now()), ...(cookie === '' ? {} : { cookie }) };
      const answer = await agent.request({ origin: url, path, method: 'GET', headers });
      await answer.body.dump();
      if (answer.statusCode >= 500) counts.failed += 1;
      const version = String(answer.headers['x-shop-version'] ?? 'none');
      counts.versions[version] = (counts.versions[version] ?? 0) + 1;
      for (const line of [answer.headers['set-cookie'] ?? []].flat()) keepCookie(jar, line);
    } catch {
      counts.failed += 1;
    }
  }

  function next(): void {
    if (inFlight.size >= mostInFlight) {
      counts.skipped += 1;
      return;
    }
    number += 1;
    counts.sent += 1;
    const jar = number % 2 === 0 ? (jars[(number / 2) % stickyClients] ?? null) : null;
    const sending = send(jar).finally(() => inFlight.delete(sending));
    inFlight.add(sending);
  }

  async function run(): Promise<void> {
    let owed = 0;
    let last = performance.now();
    while (!signal.aborted) {
      await wait(tick);
      const now = performance.now();
      // After a pause of the process the load goes on at its rate instead of catching up in one burst.
      owed += Math.min(requestsPerSecond / 4, ((now - last) * requestsPerSecond) / 1000);
      last = now;
      for (; owed >= 1; owed -= 1) next();
    }
    await Promise.all(inFlight);
    await agent.close();
  }

  return { counts: () => ({ ...counts, versions: { ...counts.versions } }), done: run() };
}

function keepCookie(jar: Map<string, string> | null, line: string): void {
  const [pair = ''] = line.split(';');
  const [name = '', value = ''] = pair.split('=');
  jar?.set(name, value);
}
