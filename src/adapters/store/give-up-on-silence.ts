import type { Socket } from 'node:net';
import type pg from 'pg';
import { z } from 'zod';

/** What node-postgres keeps of a connection, and its types do not say. */
interface Inside {
  readonly connection: { readonly stream: Socket };
}

/** False from the moment a query is sent until the server is ready for the next. */
const Ready = z.object({ readyForQuery: z.boolean() });

/**
 * Breaks a connection whose server has been silent for `patience` milliseconds in the middle of a query. A server
 * that lost its power says nothing, ever; its connections would be waited on for hours and none would be left.
 */
export function giveUpOnSilence(client: pg.PoolClient, patience: number): void {
  const { stream } = (client as unknown as Inside).connection;
  stream.setTimeout(patience);
  stream.on('timeout', () => {
    const inside = Ready.safeParse(client);
    if (inside.success && !inside.data.readyForQuery) {
      stream.destroy(new Error(`connection timeout: the database has been silent for ${patience / 1000} s`));
    }
  });
}
