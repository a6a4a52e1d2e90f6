import { createHash } from 'node:crypto';

export interface RateRules {
  /** Messages sent, and edited, to one channel. */
  readonly perChannel: { readonly limit: number; readonly millis: number };
  /** Of the whole bot. Interactions do not count. */
  readonly globally: { readonly limit: number; readonly millis: number };
  /** So many answers 401, 403 and 429 within 10 minutes ban the address. */
  readonly invalid: number;
}

export const discordsRates: RateRules = {
  perChannel: { limit: 5, millis: 5000 },
  globally: { limit: 50, millis: 1000 },
  invalid: 10_000,
};

export interface RateAnswer {
  readonly headers: Readonly<Record<string, string>>;
  /** Null when the request may pass; seconds to wait otherwise. */
  readonly wait: { readonly seconds: number; readonly global: boolean } | null;
}

interface Window {
  used: number;
  ends: number;
}

/** Counts in fixed windows, as Discord's headers describe them. */
export function createRateLimit(rules: RateRules, clock: () => number) {
  const windows = new Map<string, Window>();

  function count(key: string, { limit, millis }: { limit: number; millis: number }) {
    const now = clock();
    const open = windows.get(key);
    const window = open !== undefined && open.ends > now ? open : { used: 0, ends: now + millis };
    windows.set(key, window);
    window.used += 1;
    return {
      over: window.used > limit,
      left: Math.max(0, limit - window.used),
      millis: window.ends - now,
      ends: window.ends,
    };
  }

  return (method: string, path: string): RateAnswer => {
    if (/^\/(interactions|webhooks)\//.test(path)) return { headers: {}, wait: null };
    const global = count('', rules.globally);
    if (global.over) return { headers: {}, wait: { seconds: global.millis / 1000, global: true } };
    const [, channel] = /^\/channels\/(\d+)\/messages/.exec(path) ?? [];
    if (channel === undefined || method === 'GET' || method === 'DELETE') return { headers: {}, wait: null };
    const bucket = count(`${method} ${channel}`, rules.perChannel);
    const headers = {
      'x-ratelimit-limit': String(rules.perChannel.limit),
      'x-ratelimit-remaining': String(bucket.left),
      'x-ratelimit-reset': (bucket.ends / 1000).toFixed(3),
      'x-ratelimit-reset-after': (bucket.millis / 1000).toFixed(3),
      'x-ratelimit-bucket': createHash('md5').update(`${method} messages`).digest('hex'),
    };
    return { headers, wait: bucket.over ? { seconds: bucket.millis / 1000, global: false } : null };
  };
}
