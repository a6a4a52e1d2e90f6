import { setTimeout as sleep } from 'node:timers/promises';
import type { SocketModeReceiver } from '@slack/bolt';
import type { Millis } from '../../src/core/time.ts';
import type { Log } from '../../src/ports/log.ts';
import { atMost } from '../hear/at-most.ts';

const connecting: Millis = 15_000;
const firstWait: Millis = 1000;
const longestWait: Millis = 30_000;

type Client = SocketModeReceiver['client'];

/**
 * Keeps the connection of Socket Mode open until the signal. The SDK's own way to connect again waits longer with
 * each attempt, and ends the process when Slack refuses the token meanwhile.
 * @returns when the first attempt is over; the others go on
 */
export async function keepSocket(client: Client, log: Log, signal: AbortSignal): Promise<void> {
  const first = Promise.withResolvers<void>();
  void stay(client, log, signal, first.resolve);
  await first.promise;
}

async function stay(client: Client, log: Log, signal: AbortSignal, tried: () => void): Promise<void> {
  let failures = 0;
  while (!signal.aborted) {
    const ended = Promise.withResolvers<void>();
    const end = () => ended.resolve();
    client.once('disconnected', end);
    if (await connect(client, log)) {
      failures = 0;
      tried();
      await ended.promise;
    } else {
      client.off('disconnected', end);
      failures += 1;
      tried();
    }
    const wait = failures === 0 ? 0 : Math.min(firstWait * 2 ** (failures - 1), longestWait);
    await sleep(wait, undefined, { signal }).catch(() => undefined);
  }
}

async function connect(client: Client, log: Log): Promise<boolean> {
  try {
    const connected = await atMost(
      connecting,
      client.start().then(() => true),
    );
    if (connected !== true) await disconnect(client);
    return connected === true;
  } catch (error) {
    log.warn({ err: error }, 'Slack opened no connection; it is tried again');
    return false;
  }
}

/** Waits for Slack's farewell, but not for long. */
export async function disconnect(client: Client): Promise<void> {
  await atMost(2000, client.disconnect());
}
