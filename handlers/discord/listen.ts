import type { IncomingHttpHeaders } from 'node:http';
import { type APIInteractionResponse, InteractionResponseType } from 'discord.js';
import type { Instant } from '../../src/core/time.ts';
import type { PlaceAnswer } from '../http/routes/places.ts';
import { type Interacted, readInteraction } from './arrived.ts';
import { mistrust, publicKeyOf } from './verify.ts';

export interface ListenParts {
  /** Hexadecimal. */
  readonly publicKey: string;
  readonly respond: (arrived: Interacted) => Promise<APIInteractionResponse>;
  readonly clock: () => Instant;
}

export type Listen = (body: Buffer, headers: IncomingHttpHeaders) => Promise<PlaceAnswer>;

/** Interactions over HTTP: nothing is parsed before its sender is proved. */
export function createListen({ publicKey, respond, clock }: ListenParts): Listen {
  const key = publicKeyOf(publicKey);
  return async (body, headers) => {
    if (key === null) {
      return refused(
        404,
        'The `public_key` of this place in belay.yml is no key, so nothing is heard over HTTP.',
      );
    }
    const timestamp = header(headers, 'x-signature-timestamp');
    const why = mistrust(
      { timestamp, signature: header(headers, 'x-signature-ed25519'), body },
      key,
      clock(),
    );
    if (why !== null) return refused(401, why);
    const arrived = readInteraction(jsonOf(body));
    if (arrived === null) return refused(400, 'That is no interaction that Belay knows.');
    if (arrived.kind === 'ping') return { status: 200, body: { type: InteractionResponseType.Pong } };
    return { status: 200, body: await respond(arrived) };
  };
}

function refused(status: number, sentence: string) {
  return { status, body: { sentence: `${sentence} Nothing was done.` } };
}

function header(headers: IncomingHttpHeaders, name: string): string {
  const value = headers[name];
  return typeof value === 'string' ? value : '';
}

/** @returns undefined for what is no JSON */
function jsonOf(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    return undefined;
  }
}
