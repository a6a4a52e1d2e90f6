/** What goes wrong, and for which requests. */
export interface Fault {
  readonly method?: string;
  /** Matches the path below `/api/v10`. */
  readonly path?: RegExp;
  /** How many requests it hits; all until it is taken back when left out. */
  readonly times?: number;
  readonly how:
    | {
        readonly kind: 'rate-limit';
        readonly retryAfter: number;
        readonly scope: 'user' | 'global' | 'shared';
      }
    | { readonly kind: 'status'; readonly status: number }
    | { readonly kind: 'slow'; readonly millis: number }
    /** The connection is cut before anything is done. */
    | { readonly kind: 'cut' }
    /** It is done, and then the connection is cut before the answer: nobody knows. */
    | { readonly kind: 'cut-after' };
}

export interface Faults {
  /** @returns a function that takes it back */
  add(fault: Fault): () => void;
  /** Nothing answers: connections are cut, the gateway takes nobody. */
  down: boolean;
  take(method: string, path: string): Fault['how'] | null;
}

export function createFaults(): Faults {
  const active: { fault: Fault; left: number }[] = [];
  return {
    down: false,
    add(fault) {
      const one = { fault, left: fault.times ?? Number.POSITIVE_INFINITY };
      active.push(one);
      return () => {
        one.left = 0;
      };
    },
    take(method, path) {
      const hit = active.find(
        ({ fault, left }) =>
          left > 0 &&
          (fault.method ?? method) === method &&
          (fault.path === undefined || fault.path.test(path)),
      );
      if (hit === undefined) return null;
      hit.left -= 1;
      return hit.fault.how;
    },
  };
}
