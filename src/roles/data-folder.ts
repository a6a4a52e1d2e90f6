import { randomBytes } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { z } from 'zod';

/** What Belay keeps on this machine. Secrets in it can be read by its owner alone. */
export interface DataFolder {
  readonly path: string;
  readonly store: string;
  readonly proxyState: string;
  /** Signs sessions; made at the first start. */
  sessionKey(): Buffer;
  readJson<T>(name: string, schema: z.ZodType<T>): T | null;
  writeJson(name: string, value: unknown): void;
}

export function openDataFolder(path: string): DataFolder {
  const root = resolve(path);
  mkdirSync(root, { recursive: true, mode: 0o700 });

  function write(name: string, content: string | Buffer): void {
    const place = join(root, name);
    const fresh = `${place}.${process.pid}.new`;
    writeFileSync(fresh, content, { mode: 0o600 });
    renameSync(fresh, place);
  }

  return {
    path: root,
    store: join(root, 'store'),
    proxyState: join(root, 'proxy-state.json'),
    sessionKey() {
      const place = join(root, 'session-key');
      if (!existsSync(place)) write('session-key', randomBytes(32));
      chmodSync(place, 0o600);
      return readFileSync(place);
    },
    readJson(name, schema) {
      const place = join(root, name);
      if (!existsSync(place)) return null;
      const parsed = z.preprocess(parseJson, schema).safeParse(readFileSync(place, 'utf8'));
      return parsed.success ? parsed.data : null;
    },
    writeJson: (name, value) => write(name, JSON.stringify(value)),
  };
}

function parseJson(text: unknown): unknown {
  try {
    return JSON.parse(String(text));
  } catch {
    return null;
  }
}
