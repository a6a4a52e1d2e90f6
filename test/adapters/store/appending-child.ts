import { writeSync } from 'node:fs';
import { openEmbedded } from '../../../src/adapters/store/pglite-pool.ts';
import { openStore } from '../../../src/adapters/store/postgres-store.ts';
import { RolloutId } from '../../../src/core/ids.ts';
import { anAppend } from '../../builders/events.ts';

/** Appends to one rollout until it is killed, and says each `seq` once it is written. */
const [dir = '', rollout] = process.argv.slice(2);
const id = RolloutId.parse(rollout);
const { pool } = await openEmbedded(dir, () => {});
const store = await openStore(pool);
let seq = (await store.events(id)).length;
for (;;) {
  const events = seq === 0 ? {} : { events: [{ kind: 'noted', text: `after ${seq}` } as const] };
  const result = await store.append(anAppend(id, { expectedSeq: seq, ...events }));
  if (result.kind !== 'appended') throw new TypeError(result.kind);
  seq = result.seq;
  writeSync(1, `${seq}\n`);
}
