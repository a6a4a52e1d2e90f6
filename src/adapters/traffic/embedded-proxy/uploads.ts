import type { IncomingMessage, ServerResponse } from 'node:http';
import { hasBody, waitsForClient } from './forwarded.ts';
import type { Limits } from './limits.ts';

/** Takes note of a request whose body is still to come; false when its client has too many of them already. */
export type Admit = (raw: IncomingMessage, answer: ServerResponse) => boolean;

/**
 * A body that trickles in holds a connection to its version for as long as its client likes, and those are few.
 * So one client address may hold a share of them, and a body must go on at a pace, however long it is and takes.
 * One that waits for its version, and not for its client, is left alone.
 */
export function limitUploads({ pace, paceBytes, uploadsPerClient }: Limits): Admit {
  const clients = new Map<string, Set<IncomingMessage>>();

  function mayHoldOneMore(client: string): boolean {
    const uploads = clients.get(client) ?? [];
    return [...uploads].filter(({ complete }) => !complete).length < uploadsPerClient;
  }

  return (raw, answer) => {
    if (!hasBody(raw)) return true;
    const client = raw.socket.remoteAddress ?? 'unknown';
    if (!mayHoldOneMore(client)) return false;
    const uploads = clients.get(client) ?? new Set();
    clients.set(client, uploads.add(raw));
    const watch = watchPace(raw, pace, paceBytes);
    answer.once('close', () => {
      clearInterval(watch);
      uploads.delete(raw);
      if (uploads.size === 0) clients.delete(client);
    });
    return true;
  };
}

function watchPace(raw: IncomingMessage, pace: number, paceBytes: number): NodeJS.Timeout {
  const { socket } = raw;
  let before = socket.bytesRead;
  const watch = setInterval(() => {
    if (waitsForClient(raw) && socket.bytesRead - before < paceBytes) socket.destroy();
    before = socket.bytesRead;
  }, pace);
  return watch.unref();
}
