import type pg from 'pg';
import { z } from 'zod';
import type { Instant } from '../../core/time.ts';
import { guarded } from './store-failure.ts';

const Rows = z.array(z.object({ now: z.coerce.number() })).min(1);

/** The database's clock, in milliseconds since 1970. @throws Failure store-unreachable */
export async function databaseTime(pool: pg.Pool): Promise<Instant> {
  const { rows } = await guarded(() =>
    pool.query('SELECT (extract(epoch FROM clock_timestamp()) * 1000)::float8 AS now'),
  );
  return Rows.parse(rows)[0]?.now ?? 0;
}
