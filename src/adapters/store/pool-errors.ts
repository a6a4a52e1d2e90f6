import type pg from 'pg';
import { toldSeldom } from './told-seldom.ts';

/**
 * A connection that breaks while somebody holds it emits an error that nobody may be listening for, which would
 * end the process. Whoever was using it gets the error as the answer to the query, too.
 */
export function survivePoolErrors(pool: pg.Pool, log: (sentence: string) => void): void {
  const isNews = toldSeldom();
  pool.on('connect', (client) => {
    client.on('error', (error) => {
      const sentence = `A connection to the database broke: ${error.message}`;
      if (isNews(sentence)) log(sentence);
    });
  });
  pool.on('error', () => {});
}
