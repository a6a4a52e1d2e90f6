import { createHmac, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import { PersonId } from '../../src/core/ids.ts';
import { Instant } from '../../src/core/time.ts';

/** A token says who somebody is until when, signed with a key that only the data folder holds. */
const Claims = z.object({ person: PersonId, until: Instant });

export const sessionLasts = 12 * 3_600_000;

export function signToken(person: PersonId, until: Instant, key: Buffer): string {
  const claims = Buffer.from(JSON.stringify({ person, until })).toString('base64url');
  return `${claims}.${signature(claims, key)}`;
}

/** @returns the person, or null for a token that is forged, malformed or too old */
export function readToken(token: string, now: Instant, key: Buffer): PersonId | null {
  const [claims = '', given = ''] = token.split('.');
  const expected = Buffer.from(signature(claims, key));
  const actual = Buffer.from(given);
  if (expected.length !== actual.length || !timingSafeEqual(expected, actual)) return null;
  const parsed = Claims.safeParse(parseJson(Buffer.from(claims, 'base64url').toString('utf8')));
  return parsed.success && parsed.data.until > now ? parsed.data.person : null;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function signature(claims: string, key: Buffer): string {
  return createHmac('sha256', key).update(claims).digest('base64url');
}
