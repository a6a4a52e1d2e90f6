import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import type { Instant, Millis } from '../../src/core/time.ts';

/** A signature is good for this long, before and after: clocks differ, and what was overheard must not live on. */
const tolerated: Millis = 5 * 60_000;

/** Compares secrets in a time that tells nothing about where they differ. */
export function sameSecret(given: string, expected: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(given), digest(expected));
}

export interface SignedRequest {
  /** `x-belay-timestamp`: seconds since 1970. */
  readonly timestamp: string;
  /** `x-belay-signature`: `v1=` and the hexadecimal HMAC-SHA256 of `<timestamp>.<source>.<raw body>`. */
  readonly signature: string;
  /** The source's name: sources that share a secret still speak for themselves alone. */
  readonly source: string;
  readonly body: Buffer;
}

/** What can be said before the body has come. @returns why the request is not believed; null when it may be */
export function mistrustHeaders(
  { timestamp, signature }: Pick<SignedRequest, 'timestamp' | 'signature'>,
  now: Instant,
): string | null {
  if (!/^\d{1,12}$/.test(timestamp)) {
    return 'The header x-belay-timestamp should hold the time in seconds since 1970, as `date +%s` prints it.';
  }
  if (!/^v1=[0-9a-f]{64}$/.test(signature)) return unfit;
  const apart = Number(timestamp) * 1000 - now;
  if (Math.abs(apart) <= tolerated) return null;
  const seconds = Math.round(Math.abs(apart) / 1000);
  return `The signature was made ${seconds} seconds ${apart < 0 ? 'ago' : 'in the future'}, and only 300 are allowed. Sign again when you send again, and check the clocks.`;
}

/** @returns why a request whose headers were believed is not; null when it is */
export function mistrust(
  { timestamp, signature, source, body }: SignedRequest,
  secret: string,
): string | null {
  const expected = createHmac('sha256', secret).update(`${timestamp}.${source}.`).update(body).digest('hex');
  return sameSecret(signature, `v1=${expected}`) ? null : unfit;
}

const unfit =
  'The header x-belay-signature does not fit: it should hold `v1=` and the HMAC-SHA256, in lower-case hexadecimal, of the timestamp, a dot, the name of the source in belay.yml, a dot, and the body exactly as it is sent, made with the secret in belay.yml.';
