import { createHmac, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import { PersonId } from '../../src/core/ids.ts';
import { Instant, type Millis } from '../../src/core/time.ts';

/**
 * Says who somebody is until when, signed with a key that only the data folder holds. A `login` can be exchanged for a
 * session and for nothing else; a `session` speaks for its person and can be exchanged for nothing, so that a stolen
 * one ends when it ends. `machine` is made for one request by whoever reads the data folder: tokens, which outlive
 * sessions, are made with it alone.
 */
const Claims = z.object({ kind: z.enum(['login', 'session', 'machine']), person: PersonId, until: Instant });
export type Claims = z.infer<typeof Claims>;

/** Also how long the link that is printed at the start signs in: it may be opened in the afternoon. */
export const sessionLasts: Millis = 12 * 3_600_000;
/** How long a link signs in that somebody asked for, to open it now. */
export const loginLasts: Millis = 15 * 60_000;

/** How long a `machine` lasts. */
export const machineLasts: Millis = 60_000;

export function signToken({ kind, person, until }: Claims, key: Buffer): string {
  const claims = Buffer.from(JSON.stringify({ kind, person, until })).toString('base64url');
  return `${claims}.${signature(claims, key)}`;
}

/** @returns the person, or null for a token that is forged, malformed, too old, or of the other kind */
export function readToken(kind: Claims['kind'], token: string, now: Instant, key: Buffer): PersonId | null {
  const [claims = '', given = ''] = token.split('.');
  const expected = Buffer.from(signature(claims, key));
  const actual = Buffer.from(given);
  if (expected.length !== actual.length || !timingSafeEqual(expected, actual)) return null;
  const parsed = Claims.safeParse(parseJson(Buffer.from(claims, 'base64url').toString('utf8')));
  if (!parsed.success || parsed.data.kind !== kind) return null;
  return parsed.data.until > now ? parsed.data.person : null;
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
