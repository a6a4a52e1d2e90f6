import { setTimeout as sleep } from 'node:timers/promises';
import { Agent } from 'undici';
import { type LoadCounts, startLoad } from '../../demo/load.ts';

export interface Visitors extends AsyncDisposable {
  counts(): LoadCounts;
  /** Answers that the insistent clients got, by version; they ask for the canary by header. */
  insistent(): Readonly<Record<string, number>>;
}

/**
 * The demo's load (half of it sticky, all of it kept alive) and, where `header` names a version, five clients that
 * ask for that version by header over one kept-alive connection each.
 */
export function startVisitors(
  url: string,
  requestsPerSecond: number,
  header: string | null = null,
): Visitors {
  const over = new AbortController();
  const load = startLoad({ url, requestsPerSecond, signal: over.signal });
  const answered: Record<string, number> = {};
  const clients =
    header === null ? [] : Array.from({ length: 5 }, () => insist(url, header, over.signal, answered));
  return {
    counts: load.counts,
    insistent: () => ({ ...answered }),
    async [Symbol.asyncDispose]() {
      over.abort();
      await Promise.all([load.done, ...clients]);
    },
  };
}

async function insist(
  url: string,
  version: string,
  signal: AbortSignal,
  answered: Record<string, number>,
): Promise<void> {
  const agent = new Agent({ connections: 1, pipelining: 1 });
  while (!signal.aborted) {
    try {
      const headers = { 'x-canary-version': version, 'x-sent-at': String(Date.now()) };
      const answer = await agent.request({ origin: url, path: '/', method: 'GET', headers });
      await answer.body.dump();
      const by = String(answer.headers['x-shop-version']);
      answered[by] = (answered[by] ?? 0) + 1;
    } catch {
      answered['none'] = (answered['none'] ?? 0) + 1;
    }
    await sleep(50);
  }
  await agent.close();
}
