import { DiscordAPIError, REST } from 'discord.js';
import type { MessageFile } from '../../../render/discord/message.ts';
import { discordFailure } from './failure.ts';

export interface DiscordAsked {
  readonly method: 'GET' | 'POST' | 'PATCH';
  readonly path: `/${string}`;
  readonly body?: unknown;
  readonly files?: readonly MessageFile[];
  readonly query?: Readonly<Record<string, string>>;
}

export type DiscordAnswer =
  | { readonly kind: 'answer'; readonly body: unknown }
  /** Discord said no, with one of the codes that the asker knows what to do about. */
  | { readonly kind: 'refused'; readonly code: number };

/**
 * Asks Discord's REST API once. Nothing is retried here: the deliver job does that, and knows what is newer by then.
 * @param expected codes of refusals that are returned
 * @throws Failure place-busy, place-unreachable, place-refused
 */
export type AskDiscord = (asked: DiscordAsked, expected?: readonly number[]) => Promise<DiscordAnswer>;

/** An answer that takes longer is given up, from the first byte to the last. In milliseconds. */
const patience = 8000;

export interface DiscordAccess {
  /** What the place is called in belay.yml. */
  readonly name: string;
  readonly token: string;
  /** Discord's own when null. */
  readonly apiUrl: string | null;
}

export function createAskDiscord({ name, token, apiUrl }: DiscordAccess): AskDiscord {
  const rest = new REST({
    ...(apiUrl === null ? {} : { api: apiUrl.replace(/\/+$/, '') }),
    retries: 0,
    timeout: patience,
    rejectOnRateLimit: () => true,
  });
  return async ({ method, path, body, files = [], query }, expected = []) => {
    // After a 401 the client forgets its token; a later answer may be another one.
    rest.setToken(token);
    try {
      const answer = await rest.request({
        method: method as Parameters<typeof rest.request>[0]['method'],
        fullRoute: path,
        body,
        files: files.map(({ name: file, contentType, data }) => ({ name: file, contentType, data })),
        signal: AbortSignal.timeout(patience),
        ...(query === undefined ? {} : { query: new URLSearchParams(query) }),
      });
      return { kind: 'answer', body: answer };
    } catch (error) {
      const code = codeOf(error);
      if (code !== null && expected.includes(code)) return { kind: 'refused', code };
      throw discordFailure(error, name);
    }
  };
}

function codeOf(error: unknown): number | null {
  return error instanceof DiscordAPIError && typeof error.code === 'number' ? error.code : null;
}
