import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { Sha256 } from '../../src/core/ids.ts';
import { TokenId } from '../../src/core/tokens/token.ts';

/** `blt_`, the id, 256 random bits in base64url, and a CRC-32 of all that, so that half a token is known as one. */
const form = /^blt_([0-9a-hjkmnp-tv-z]{10})_([A-Za-z0-9_-]{43})_([0-9a-f]{8})$/;

const letters = '0123456789abcdefghjkmnpqrstvwxyz';

export interface TokenText {
  readonly id: TokenId;
  readonly secret: string;
}

export interface FreshToken extends TokenText {
  /** What is shown once. */
  readonly text: string;
  readonly hash: Sha256;
}

export function newToken(): FreshToken {
  const id = TokenId.parse(Array.from(randomBytes(10), (byte) => letters[byte % letters.length]).join(''));
  const secret = randomBytes(32).toString('base64url');
  const text = `blt_${id}_${secret}`;
  return { id, secret, text: `${text}_${checksum(text)}`, hash: hashOf(secret) };
}

/** @returns null for what is no token, or not a whole one */
export function readTokenText(text: string): TokenText | null {
  const [, id = '', secret = '', sum = ''] = form.exec(text) ?? [];
  const known = TokenId.safeParse(id);
  if (!known.success || sum !== checksum(`blt_${id}_${secret}`)) return null;
  return { id: known.data, secret };
}

/** Takes the same time wherever they differ. */
export function isSecretOf(secret: string, hash: Sha256): boolean {
  return timingSafeEqual(Buffer.from(hashOf(secret), 'hex'), Buffer.from(hash, 'hex'));
}

export function hashOf(secret: string): Sha256 {
  return Sha256.parse(createHash('sha256').update(secret).digest('hex'));
}

function checksum(text: string): string {
  return crc32(text).toString(16).padStart(8, '0');
}
