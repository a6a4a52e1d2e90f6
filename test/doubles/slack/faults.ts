/** What goes wrong with one call. */
export type Fault =
  | { readonly kind: 'rate-limited'; readonly retryAfter: number }
  | { readonly kind: 'status'; readonly status: number }
  | { readonly kind: 'error'; readonly error: string }
  /** The connection breaks before anything is done. */
  | { readonly kind: 'reset' }
  /** It is done, and the connection breaks before the answer. */
  | { readonly kind: 'answer-lost' };

/** Switches of a test: what goes wrong from now on. */
export interface Faults {
  /** Nothing answers: every connection is cut. */
  down: boolean;
  /** Every answer comes so many milliseconds late. */
  slowBy: number;
  /** The tokens are no longer valid. */
  tokenExpired: boolean;
  /** Slack's limits per second and minute are enforced. */
  limited: boolean;
  /** The next calls of `method` (`*` for any, `response_url` for answers to it) go wrong. */
  next(method: string, fault: Fault, times?: number): void;
  /** For the double itself. */
  take(method: string): Fault | null;
}

export function openFaults(): Faults {
  const waiting: { method: string; fault: Fault; left: number }[] = [];
  return {
    down: false,
    slowBy: 0,
    tokenExpired: false,
    limited: false,
    next(method, fault, times = 1) {
      waiting.push({ method, fault, left: times });
    },
    take(method) {
      const found = waiting.find((one) => one.left > 0 && (one.method === '*' || one.method === method));
      if (found === undefined) return null;
      found.left -= 1;
      return found.fault;
    },
  };
}
