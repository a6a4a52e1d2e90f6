import type { ApiError } from './api-error.ts';
import type { Upload } from './read-body.ts';
import type { DiscordState, Interaction } from './state.ts';

export interface Call {
  readonly state: DiscordState;
  readonly params: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  readonly json: unknown;
  readonly files: readonly Upload[];
  /** Where this server is reached: `http://127.0.0.1:port`. */
  readonly base: string;
  /** Hears of an interaction's first response, and whether it was taken. */
  readonly answered: (interaction: Interaction, taken: boolean) => void;
}

export interface Result {
  readonly kind: 'result';
  readonly status: number;
  readonly body: unknown;
}

export interface Route {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** `/channels/:channel/messages` */
  readonly path: string;
  /** `none`: the token in the path is what proves the right to call. */
  readonly auth: 'bot' | 'none';
  run(call: Call): Result | ApiError;
}

export function ok(body: unknown, status = 200): Result {
  return { kind: 'result', status, body };
}

export const noContent: Result = { kind: 'result', status: 204, body: undefined };

/** @returns the values of the path's names, or null when it is another path */
export function matchPath(pattern: string, path: string): Readonly<Record<string, string>> | null {
  const wanted = pattern.split('/');
  const given = path.split('/');
  if (wanted.length !== given.length) return null;
  const params: Record<string, string> = {};
  for (const [at, part] of wanted.entries()) {
    const value = given[at] ?? '';
    if (part.startsWith(':')) params[part.slice(1)] = decodeURIComponent(value);
    else if (part !== value) return null;
  }
  return params;
}
