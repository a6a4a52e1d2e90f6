import { url } from './leaf.ts';

const loopback = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/;

/** @param host a host name or address, as it stands in an address of the web */
export function isThisMachine(host: string): boolean {
  return loopback.test(host);
}

/** An https address, or one on this machine. @param error why, as a sentence */
export function encryptedUrl(error: string) {
  return url().refine(
    (address) => {
      const { protocol, hostname } = new URL(address);
      return protocol === 'https:' || isThisMachine(hostname);
    },
    {
      error,
      params: {
        code: 'wrong-value',
        expected: 'an https address, or `http://127.0.0.1:…`',
        suggestion: null,
      },
    },
  );
}
