import { writeSync } from 'node:fs';
import { openEmbedded } from '../../../src/adapters/store/pglite-pool.ts';
import { openStore } from '../../../src/adapters/store/postgres-store.ts';
import { EnvironmentName, type RolloutId, ServiceName } from '../../../src/core/ids.ts';
import { anAppend, aRolloutId, aRolloutRow } from '../../builders/events.ts';

/** Appends to ten rollouts at the same time until it is killed, and says each event once it is written. */
const [dir = ''] = process.argv.slice(2);
const { pool } = await openEmbedded(dir, () => {});
const store = await openStore(pool);

async function appendFor(id: RolloutId, number: number): Promise<never> {
  const service = ServiceName.parse(`service-${number}`);
  const row = aRolloutRow(id, { service, environment: EnvironmentName.parse('production') });
  for (let seq = 0; ; seq += 1) {
    const events = seq === 0 ? {} : { events: [{ kind: 'noted', text: `after ${seq}` } as const] };
    const result = await store.append(anAppend(id, { expectedSeq: seq, row, ...events }));
    if (result.kind !== 'appended') throw new TypeError(result.kind);
    writeSync(1, `${id} ${result.seq}\n`);
  }
}

await Promise.all(Array.from({ length: 10 }, (_, number) => appendFor(aRolloutId(), number)));
