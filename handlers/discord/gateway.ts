import { setTimeout as sleep } from 'node:timers/promises';
import { Client, DiscordjsError, DiscordjsErrorCodes, Events, GatewayDispatchEvents } from 'discord.js';
import type { Instant, Millis } from '../../src/core/time.ts';
import type { Log } from '../../src/ports/log.ts';
import type { Leases } from '../../src/ports/store.ts';
import { atMost, patience } from '../hear/at-most.ts';

/** How often the lease is renewed and how long it lasts, and when a connection that was refused is tried again. */
export interface GatewayTiming {
  readonly renew: Millis;
  readonly lease: Millis;
  readonly retry: Millis;
  /** After a bad token: too many of those and Discord bans the address. */
  readonly retryToken: Millis;
  /** After the commands could not be registered. */
  readonly retryHeld: Millis;
}

export const usualTiming: GatewayTiming = {
  renew: 5000,
  lease: 20_000,
  retry: 15_000,
  retryToken: 10 * 60_000,
  retryHeld: 60_000,
};

export interface GatewayParts {
  readonly lease: string;
  readonly holder: string;
  readonly leases: Leases;
  readonly token: string;
  readonly api: string | null;
  readonly hear: (interaction: unknown) => void;
  /** Done once whenever this process becomes the one that holds the gateway. */
  readonly onHeld: () => Promise<void>;
  readonly timing: GatewayTiming;
  readonly clock: () => Instant;
  readonly log: Log;
}

/** Every bot that is connected hears everything, so one of them is, and the others stand by. */
export async function holdGateway(parts: GatewayParts, signal: AbortSignal): Promise<void> {
  const { lease, holder, leases, timing, log } = parts;
  const standing: Standing = { connection: null, connectAt: 0, done: false, doAt: 0 };
  while (!signal.aborted) {
    if (await holds(parts, standing.connection !== null)) await keepConnected(parts, standing);
    else await letGo(standing);
    await sleep(timing.renew, undefined, { signal }).catch(() => undefined);
  }
  await letGo(standing);
  const released = leases.release(lease, holder).catch((error: unknown) => {
    log.warn({ err: error, lease }, 'the lease was not given back; it ends by itself');
  });
  await atMost(patience, released);
}

interface Standing {
  connection: Connection | null;
  /** Not to be tried before. */
  connectAt: Instant;
  /** What is done once by who holds the gateway. */
  done: boolean;
  doAt: Instant;
}

async function keepConnected(parts: GatewayParts, standing: Standing): Promise<void> {
  const { clock, timing } = parts;
  if (standing.connection?.lost === true) {
    await standing.connection.client.destroy();
    standing.connection = null;
  }
  if (standing.connection === null && clock() >= standing.connectAt) {
    const { connection, retry } = await connect(parts);
    standing.connection = connection;
    standing.connectAt = clock() + retry;
  }
  if (standing.connection === null || standing.done || clock() < standing.doAt) return;
  standing.done = await attempt(parts);
  standing.doAt = clock() + timing.retryHeld;
}

async function letGo(standing: Standing): Promise<void> {
  await standing.connection?.client.destroy();
  Object.assign(standing, { connection: null, done: false, doAt: 0 });
}

/** While the store does not answer nobody can take over either, so who is connected stays so. */
async function holds(
  { leases, lease, holder, timing, clock, log }: GatewayParts,
  connected: boolean,
): Promise<boolean> {
  const now = clock();
  const asked = leases.acquire(lease, holder, now, now + timing.lease).catch((error: unknown) => {
    log.warn({ err: error, lease }, 'the lease of the Discord gateway could not be renewed');
    return connected;
  });
  return (await atMost(timing.lease / 4, asked)) ?? connected;
}

async function attempt({ onHeld, log }: GatewayParts): Promise<boolean> {
  try {
    await onHeld();
    return true;
  } catch (error) {
    log.warn({ err: error }, 'the commands could not be registered on Discord; it is tried again');
    return false;
  }
}

interface Connection {
  readonly client: Client;
  /** discord.js reconnects and resumes by itself; this is what it gives up on. */
  lost: boolean;
}

async function connect(parts: GatewayParts): Promise<{ connection: Connection | null; retry: Millis }> {
  const { api, token, hear, log, timing } = parts;
  // Interactions come without any intent, so nothing else is asked for.
  const client = new Client({ intents: [], rest: { retries: 1, ...(api === null ? {} : { api }) } });
  const connection: Connection = { client, lost: false };
  client.ws.on(GatewayDispatchEvents.InteractionCreate, (interaction: unknown) => hear(interaction));
  client.on(Events.Error, (error) => log.warn({ err: error }, 'the Discord gateway had an error'));
  client.on(Events.ShardError, (error) => log.warn({ err: error }, 'the Discord gateway had an error'));
  const lose = (why: object) => {
    connection.lost = true;
    log.error(why, 'Discord closed the gateway for good; it is connected anew');
  };
  client.on(Events.ShardDisconnect, ({ code }) => lose({ code }));
  client.on(Events.Invalidated, () => lose({}));
  try {
    await client.login(token);
    return { connection, retry: timing.retry };
  } catch (error) {
    await client.destroy();
    const badToken = error instanceof DiscordjsError && error.code === DiscordjsErrorCodes.TokenInvalid;
    const sentence = badToken
      ? 'Discord does not take the bot token, so nothing said there is heard. Put a new one where belay.yml refers to it, and restart.'
      : 'The Discord gateway cannot be reached; it is tried again.';
    log.error({ err: error }, sentence);
    return { connection: null, retry: badToken ? timing.retryToken : timing.retry };
  }
}
