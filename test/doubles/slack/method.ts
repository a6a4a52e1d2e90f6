import type { Rates } from './rules/rates.ts';
import type { State } from './state.ts';

export interface Answer {
  readonly ok: boolean;
  readonly error?: string;
  readonly [key: string]: unknown;
}

export interface Context {
  readonly state: State;
  readonly clock: () => number;
  /** Null while limits are not enforced. */
  readonly rates: Rates | null;
  /** Where this server answers, without a slash at the end. */
  readonly url: string;
}

/** One method of the Web API. */
export interface Method {
  readonly token: 'bot' | 'app';
  /** One of these; none when it needs no scope. */
  readonly scopes: readonly string[];
  run(args: Readonly<Record<string, unknown>>, context: Context): Answer | RateLimited;
}

export interface RateLimited {
  readonly retryAfter: number;
}

export function no(error: string, messages: readonly string[] = []): Answer {
  return messages.length === 0
    ? { ok: false, error }
    : { ok: false, error, errors: messages, response_metadata: { messages } };
}

export function text(args: Readonly<Record<string, unknown>>, name: string): string {
  const value = args[name];
  return typeof value === 'string' ? value : '';
}

/** Arguments arrive as a form whose values may be JSON, or as JSON. */
export function json(args: Readonly<Record<string, unknown>>, name: string): unknown {
  const value = args[name];
  if (typeof value !== 'string') return value;
  try {
    return JSON.parse(value);
  } catch {
    return value;
  }
}
