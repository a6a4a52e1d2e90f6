import { Agent } from 'undici';

export interface Answered {
  readonly status: number;
  readonly version: string | null;
  readonly cookie: string | null;
}

/** One client with its own kept-alive connections. */
export interface Client {
  get(url: string, headers?: Record<string, string>): Promise<Answered>;
  close(): Promise<void>;
}

export function createClient(connections = 1): Client {
  const agent = new Agent({ connections, pipelining: 1 });
  return {
    async get(url, headers = {}) {
      const { origin, pathname } = new URL(url);
      const answer = await agent.request({ origin, path: pathname, method: 'GET', headers });
      await answer.body.dump();
      const cookies = [answer.headers['set-cookie'] ?? []].flat();
      return {
        status: answer.statusCode,
        version: one(answer.headers['x-version']),
        cookie: cookies.at(-1)?.split(';')[0] ?? null,
      };
    },
    close: () => agent.close(),
  };
}

function one(value: string | string[] | undefined): string | null {
  return (Array.isArray(value) ? value[0] : value) ?? null;
}

/** Sends `total` requests, twenty at a time, and counts the answers by version. */
export async function countVersions(
  client: Client,
  url: string,
  total: number,
  headers: Record<string, string> = {},
): Promise<Record<string, number>> {
  const counts: Record<string, number> = {};
  let left = total;
  const worker = async () => {
    while (left > 0) {
      left -= 1;
      const { version } = await client.get(url, headers);
      counts[version ?? 'none'] = (counts[version ?? 'none'] ?? 0) + 1;
    }
  };
  await Promise.all(Array.from({ length: 20 }, worker));
  return counts;
}
