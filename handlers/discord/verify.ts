import { createPublicKey, type KeyObject, verify } from 'node:crypto';
import type { Instant, Millis } from '../../src/core/time.ts';

/** Discord signs when it sends. What is older was overheard, or waited somewhere it should not have. */
const tolerated: Millis = 5 * 60_000;

/** What stands before the 32 bytes of an Ed25519 key in its DER form. */
const derPrefix = Buffer.from('302a300506032b6570032100', 'hex');

/** @param hex the application's public key as the developer portal shows it; null when it is none */
export function publicKeyOf(hex: string): KeyObject | null {
  if (!/^[0-9a-f]{64}$/i.test(hex)) return null;
  try {
    const key = Buffer.concat([derPrefix, Buffer.from(hex, 'hex')]);
    return createPublicKey({ key, format: 'der', type: 'spki' });
  } catch {
    return null;
  }
}

export interface SignedRequest {
  /** `x-signature-timestamp`: seconds since 1970. */
  readonly timestamp: string;
  /** `x-signature-ed25519`: over the timestamp and the body as they came. */
  readonly signature: string;
  readonly body: Buffer;
}

/** @returns why the request is not believed; null when it is */
export function mistrust(
  { timestamp, signature, body }: SignedRequest,
  key: KeyObject,
  now: Instant,
): string | null {
  if (!/^\d{1,12}$/.test(timestamp) || !/^[0-9a-f]{128}$/i.test(signature)) {
    return 'The signature is missing. Only Discord sends here.';
  }
  const signed = Buffer.concat([Buffer.from(timestamp), body]);
  if (!verify(null, signed, key, Buffer.from(signature, 'hex'))) {
    return 'The signature does not fit the public key in belay.yml.';
  }
  const apart = Math.abs(Number(timestamp) * 1000 - now);
  if (apart <= tolerated) return null;
  return `The request was signed ${Math.round(apart / 1000)} seconds away from this clock, and only 300 are allowed. Check the clock of this machine.`;
}
