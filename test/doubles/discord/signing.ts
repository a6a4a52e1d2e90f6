import { generateKeyPairSync, sign } from 'node:crypto';

export interface Signing {
  /** Hexadecimal, as the developer portal shows it. */
  readonly publicKey: string;
  /** The headers of one request. */
  headers(body: string, at: number): Readonly<Record<string, string>>;
}

export function createSigning(): Signing {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  const { x = '' } = publicKey.export({ format: 'jwk' });
  return {
    publicKey: Buffer.from(x, 'base64url').toString('hex'),
    headers(body, at) {
      const timestamp = String(Math.floor(at / 1000));
      const signature = sign(null, Buffer.from(timestamp + body), privateKey).toString('hex');
      return { 'x-signature-timestamp': timestamp, 'x-signature-ed25519': signature };
    },
  };
}
