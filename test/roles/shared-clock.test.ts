import { expect, it } from 'vitest';
import { followClock } from '../../src/roles/shared-clock.ts';
import { aLog } from '../builders/log.ts';

/** A machine whose clock the test moves, and a database that is `ahead` of it and takes `takes` to answer. */
function world(ahead: number, takes = 10) {
  let own = 1_000_000;
  return {
    own: () => own,
    database: async () => {
      own += takes / 2;
      const answer = own + ahead;
      own += takes / 2;
      return answer;
    },
  };
}

it('reckons with the time of the database, whatever the way there takes', async () => {
  for (const ahead of [-90_000, 300, 5000]) {
    const { own, database } = world(ahead, 40);
    const clock = await followClock(database, aLog(), own);
    expect(clock.now() - own()).toBe(ahead);
  }
});

it('takes a difference for none that the way there explains', async () => {
  const { own, database } = world(12);
  expect((await followClock(database, aLog(), own)).now()).toBe(own());
});

it('says in a sentence that this machine has the wrong time, and what it means', async () => {
  const log = aLog();
  const { own, database } = world(-61_000);
  await followClock(database, log, own);
  expect(JSON.stringify(log.lines)).toMatch(/1m 1s ahead of the database's.*rollouts are not harmed.*NTP/);
});
