import { createHash } from 'node:crypto';
import { canonicalJson } from '../canonical-json.ts';
import { Sha256 } from '../ids.ts';

/** SHA-256 of the canonical JSON of a value: the same content has the same digest, however it was put together. */
export function digestOf(value: unknown): Sha256 {
  return textDigest(canonicalJson(value));
}

/** SHA-256 of a text in UTF-8. */
export function textDigest(text: string): Sha256 {
  return Sha256.parse(createHash('sha256').update(text).digest('hex'));
}
