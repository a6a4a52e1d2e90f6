/** What goes wrong, for requests whose `METHOD /path` the pattern matches, so often; without `times`, until it is mended. */
export interface FailureMode {
  readonly kind: 'secondary-limit' | 'rate-limit' | 'server-error' | 'dropped' | 'slow';
  readonly on?: RegExp;
  readonly times?: number;
  /** In seconds. */
  readonly retryAfter?: number;
  readonly status?: number;
  /** How long to wait, for `slow`; until released otherwise. */
  readonly until?: Promise<unknown>;
  /** The request is carried out, and only its answer is lost or wrong. */
  readonly afterwards?: boolean;
}

export interface Failures {
  add(mode: FailureMode): void;
  clear(): void;
  /** The mode that this request meets, counted down. */
  meet(method: string, path: string): FailureMode | null;
}

export function createFailures(): Failures {
  const modes: { readonly mode: FailureMode; left: number }[] = [];
  return {
    add(mode) {
      modes.push({ mode, left: mode.times ?? Number.POSITIVE_INFINITY });
    },
    clear() {
      modes.length = 0;
    },
    meet(method, path) {
      const found = modes.find(({ mode, left }) => left > 0 && (mode.on?.test(`${method} ${path}`) ?? true));
      if (found === undefined) return null;
      found.left -= 1;
      return found.mode;
    },
  };
}
