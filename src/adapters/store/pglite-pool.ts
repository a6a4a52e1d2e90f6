import { existsSync } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import pg from 'pg';
import { lockFolder } from './folder-lock.ts';
import { PgliteConnection } from './pglite-connection.ts';
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
 * @throws Failure store-locked when another process has the folder open
 */
export async function openEmbedded(dir: string, log: (sentence: string) => void): Promise<Embedded> {
  await mkdir(dir, { recursive: true });
  await using opening = new AsyncDisposableStack();
  opening.use(lockFolder(dir));
  const database = opening.adopt(await openDatabase(dir), (open) => open.close());
  // BullMQ names its tables without a schema; ours are always qualified.
  await database.exec('SET search_path TO bullmq');
  const pool = opening.adopt(poolOver(new PgliteSession(database, log), log), (open) => open.end());
  const opened = opening.move();
  return { pool, [Symbol.asyncDispose]: () => opened.disposeAsync() };
}

/** A database is made beside its place and moved there whole: a process killed meanwhile leaves no half of one. */
async function openDatabase(dir: string): Promise<PGlite> {
  const place = join(dir, 'postgres');
  if (!existsSync(place)) {
    const unfinished = join(dir, 'postgres.unfinished');
    await rm(unfinished, { recursive: true, force: true });
    await (await PGlite.create(unfinished)).close();
    await rename(unfinished, place);
  }
  return await PGlite.create(place);
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
