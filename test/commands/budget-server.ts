import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Answers the queries of error budgets as Prometheus does, with what the test says. */
export interface BudgetServer extends AsyncDisposable {
  readonly url: string;
  /** Share of a 99.9 % budget of the period that is left. */
  left: number;
  /** Burn rate over every shorter window. */
  burn: number;
  /** Answers 503. */
  down: boolean;
  asked: number;
}

const total = 1e6;

export async function startBudgetServer(period: number): Promise<BudgetServer> {
  const server = createServer(async (request, response) => {
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part);
    const query = new URLSearchParams(Buffer.concat(parts).toString()).get('query') ?? '';
    state.asked += 1;
    const windows = [...new Set([...query.matchAll(/"belay_window", "(\d+)"/g)].map(([, window]) => window))];
    const result = windows.flatMap((window) => {
      const bad = (Number(window) === period ? 1 - state.left : state.burn) * 0.001 * total;
      const series = (part: string, value: number) => ({
        metric: { belay_window: window, belay_part: part },
        value: [0, String(value)],
      });
      return [series('total', total), series('part', bad)];
    });
    response.statusCode = state.down ? 503 : 200;
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify({ status: 'success', data: { resultType: 'vector', result } }));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const state: BudgetServer = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    left: 1,
    burn: 0,
    down: false,
    asked: 0,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
    },
  };
  return state;
}
