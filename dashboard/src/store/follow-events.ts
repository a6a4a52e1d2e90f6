import { Changed } from '../wire.ts';

export interface EventHandlers {
  /** The stream is open, for the first time or again: anything may have changed meanwhile. */
  readonly opened: () => void;
  readonly changed: (rollouts: readonly string[]) => void;
  /** Any sign of life. */
  readonly heard: () => void;
  readonly lost: () => void;
}

/** The server pings every 5 s; two pings missed and a little more is a dead stream. */
const silence = 12_000;
const firstRetry = 500;
const lastRetry = 10_000;

/**
 * Follows the server's event stream for as long as the page lives, and reconnects with growing pauses.
 * @returns ends it
 */
export function followEvents(url: string, handlers: EventHandlers): () => void {
  let source: EventSource | null = null;
  let watchdog: ReturnType<typeof setTimeout> | undefined;
  let retry: ReturnType<typeof setTimeout> | undefined;
  let failures = 0;

  function heard(): void {
    clearTimeout(watchdog);
    watchdog = setTimeout(lost, silence);
    handlers.heard();
  }

  function lost(): void {
    disconnect();
    const pause = Math.min(lastRetry, firstRetry * 2 ** failures) * (0.75 + Math.random() / 2);
    failures += 1;
    retry = setTimeout(connect, pause);
    handlers.lost();
  }

  function disconnect(): void {
    clearTimeout(watchdog);
    clearTimeout(retry);
    source?.close();
    source = null;
  }

  function connect(): void {
    disconnect();
    source = new EventSource(url);
    watchdog = setTimeout(lost, silence);
    source.onopen = () => {
      failures = 0;
      heard();
      handlers.opened();
    };
    source.onerror = lost;
    source.addEventListener('ping', heard);
    source.addEventListener('changed', (event) => {
      heard();
      handlers.changed(changedRollouts(event.data));
    });
  }

  window.addEventListener('online', connect);
  connect();
  return () => {
    window.removeEventListener('online', connect);
    disconnect();
  };
}

/** An unreadable event still says that something changed: an empty list means all of them. */
function changedRollouts(data: unknown): readonly string[] {
  try {
    const parsed = Changed.safeParse(JSON.parse(String(data)));
    return parsed.success ? parsed.data.rollouts : [];
  } catch {
    return [];
  }
}
