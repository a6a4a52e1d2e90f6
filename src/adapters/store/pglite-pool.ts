import { mkdir } from 'node:fs/promises';
import pg from 'pg';
import { lockFolder } from './folder-lock.ts';
import { PgliteConnection } from './pglite-connection.ts';
import { PgliteEngine } from './pglite-engine.ts';
import { PgliteSession } from './pglite-session.ts';
import { survivePoolErrors } from './pool-errors.ts';

/** Connections cost nothing here, and each queue worker keeps some for itself. */
const CONNECTIONS = 50;

export interface Embedded extends AsyncDisposable {
  readonly pool: pg.Pool;
}

/**
 * Opens PostgreSQL inside this process on a folder, behind an ordinary `pg.Pool`, so that everything written for
 * a server runs unchanged. The first opening of a folder takes seconds and up to 0.9 GB, later ones 0.3 s.
 * @param log told what an operator should know: a connection that waits long, and who makes it wait
 * @throws Failure store-locked when another process has the folder open, store-unwritable when it cannot be used
 */
export async function openEmbedded(dir: string, log: (sentence: string) => void): Promise<Embedded> {
  await mkdir(dir, { recursive: true });
  await using opening = new AsyncDisposableStack();
  opening.use(lockFolder(dir));
  const engine = opening.adopt(new PgliteEngine(dir), (open) => open.close());
  await engine.open();
  const pool = opening.adopt(poolOver(new PgliteSession(engine, log), log), (open) => open.end());
  const opened = opening.move();
  return { pool, [Symbol.asyncDispose]: () => opened.disposeAsync() };
}

function poolOver(session: PgliteSession, log: (sentence: string) => void): pg.Pool {
  let opened = 0;
  const pool = new pg.Pool({
    stream: () => {
      opened += 1;
      return new PgliteConnection(session, `connection ${opened}`);
    },
    host: 'embedded',
    user: 'postgres',
    database: 'postgres',
    ssl: false,
    max: CONNECTIONS,
    idleTimeoutMillis: 0,
  });
  survivePoolErrors(pool, log);
  return pool;
}
