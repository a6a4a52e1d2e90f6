import { generateKeyPairSync } from 'node:crypto';

/** A key as GitHub hands it out: RSA, PKCS#1. */
export interface AppKey {
  readonly privateKey: string;
  readonly publicKey: string;
}

let known: AppKey | undefined;

/** One key for the whole process: making one takes a tenth of a second. */
export function appKey(): AppKey {
  known ??= newAppKey();
  return known;
}

export function newAppKey(): AppKey {
  return generateKeyPairSync('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs1', format: 'pem' },
  });
}
