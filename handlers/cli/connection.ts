import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { Failure } from '../../src/core/failure.ts';

/** Where Belay is and who speaks. */
export interface Connection {
  readonly url: string;
  readonly token: string | null;
}

/** What the environment says; null where it says nothing. */
export interface Wished {
  readonly url: string | null;
  readonly token: string | null;
  readonly dataFolder: string;
}

/** Written by a running server for people on the same machine, readable by its owner alone. */
const TerminalFile = z.object({ url: z.url({ protocol: /^https?$/ }), token: z.string() });

const usual = 'http://127.0.0.1:7070';

/**
 * The environment first, then what the server wrote into the data folder. That file's token is sent to that
 * file's server and to no other.
 * @throws Failure not-logged-in when the file is there but cannot be used
 */
export async function findConnection({ url, token, dataFolder }: Wished): Promise<Connection> {
  const wanted = url === null ? null : plain(url);
  if (wanted !== null && token !== null) return { url: wanted, token };
  const file = await readTerminalFile(join(dataFolder, 'terminal.json'));
  if (file === null) return { url: wanted ?? usual, token };
  const same = wanted === null || wanted === plain(file.url);
  return { url: wanted ?? plain(file.url), token: token ?? (same ? file.token : null) };
}

async function readTerminalFile(path: string): Promise<z.infer<typeof TerminalFile> | null> {
  const text = await readFile(path, 'utf8').catch((error: unknown) => unreadable(path, error));
  if (text === null) return null;
  const parsed = z.preprocess(json, TerminalFile).safeParse(text);
  if (parsed.success) return parsed.data;
  throw new Failure(
    'not-logged-in',
    `${path} does not say where Belay is and who you are. Nothing was changed. Restart the server, which writes it anew, or set BELAY_URL and BELAY_TOKEN.`,
    { retryable: false, cause: parsed.error },
  );
}

function unreadable(path: string, error: unknown): null {
  const code = error instanceof Error && 'code' in error ? error.code : null;
  if (code === 'ENOENT' || code === 'ENOTDIR') return null;
  throw new Failure(
    'not-logged-in',
    `${path} cannot be read; it belongs to whoever started Belay. Nothing was changed. Set BELAY_TOKEN, or run this as that user.`,
    { retryable: false, cause: error },
  );
}

function json(text: unknown): unknown {
  try {
    return JSON.parse(String(text));
  } catch {
    return null;
  }
}

function plain(url: string): string {
  return url.replace(/\/+$/u, '');
}
