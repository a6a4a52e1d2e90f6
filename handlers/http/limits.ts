import type { Server } from 'node:http';
import type { Millis } from '../../src/core/time.ts';

/** How much of this server somebody can hold who has not even said who they are. */
export interface Limits {
  /** Until a request has arrived whole, from its first byte or, of a new connection, from its beginning. */
  readonly arrival: Millis;
  /** Until a connection is closed on which nothing moves. Pages that listen to events hear something every 5 s. */
  readonly silence: Millis;
  /** Open at once: pages, terminals and machines. What comes on top is closed unheard. */
  readonly connections: number;
}

/** Silence is also how long an answer may take to begin: the audit of a long log does. */
export const usualLimits: Limits = { arrival: 10_000, silence: 10 * 60_000, connections: 1000 };

/** The part of the limits that Fastify is made with. */
export function timeoutsOf({ arrival, silence }: Limits) {
  return {
    requestTimeout: arrival,
    connectionTimeout: silence,
    // Node looks only every 30 s by itself.
    http: { headersTimeout: arrival, requestTimeout: arrival, connectionsCheckingInterval: arrival / 5 },
  };
}

export function limitConnections(server: Server, { connections }: Limits): void {
  server.maxConnections = connections;
}
