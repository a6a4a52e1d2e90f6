import { commands } from '../../commands/registry.ts';
import { keepTokensKnownUntil } from '../../handlers/http/api/know-tokens.ts';
import { startHttp } from '../../handlers/http/server.ts';
import { keepKnownUntil } from '../ledger/last-known.ts';
import { openChats } from './chats.ts';
import { keepCheckpointUntil } from './checkpoint.ts';
import type { Opened } from './open-role.ts';
import { operatorSession } from './operator-session.ts';
import { newErrorId } from './random-ids.ts';
import { sessionKeyOf } from './session-key.ts';

export interface Bot extends AsyncDisposable {
  readonly url: string;
  /** Signs the operator in, for as long as a session lasts. */
  readonly loginUrl: string | null;
}

/** Hears people and machines, and answers: the console, the HTTP API, and whatever places are declared. */
export async function openBot(opened: Opened): Promise<Bot> {
  const { config, data, log, store, clock, wired } = opened;
  const key = sessionKeyOf(opened.env, data);
  await using opening = new AsyncDisposableStack();
  const chats = opening.use(await openChats(opened));
  const http = opening.use(
    await startHttp({
      ...opened,
      ...wired,
      store,
      commands,
      placeListeners: chats.listeners,
      key,
      newErrorId,
      clock,
    }),
  );
  const stop = new AbortController();
  const operator = operatorSession({ config, data, key, clock, log }, http.url);
  const loops = [
    wired.changes.watch(stop.signal),
    chats.listenUntil(stop.signal),
    // Beside a worker its guard does that.
    opened.role === 'bot' ? keepKnownUntil(wired.lastKnown, stop.signal) : undefined,
    wired.takeBack.settleUntil(stop.signal),
    keepTokensKnownUntil(wired.knownTokens, stop.signal),
    keepCheckpointUntil({ data, audit: store, log }, stop.signal),
    operator?.renewUntil(stop.signal),
  ];
  opening.defer(async () => {
    stop.abort();
    await Promise.all(loops);
  });
  const open = opening.move();
  return {
    url: http.url,
    loginUrl: operator?.loginAt(opened.publicUrl ?? http.url) ?? null,
    [Symbol.asyncDispose]: () => open.disposeAsync(),
  };
}
