import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openEmbedded } from '../../../src/adapters/store/pglite-pool.ts';
import { openStore } from '../../../src/adapters/store/postgres-store.ts';
import { storeContract } from '../../contract/store.ts';

storeContract('the embedded database', async () => {
  const dir = await mkdtemp(join(tmpdir(), 'belay-store-'));
  const embedded = await openEmbedded(dir, () => {});
  const store = await openStore(embedded.pool);
  return {
    store,
    pool: embedded.pool,
    [Symbol.asyncDispose]: async () => {
      await store[Symbol.asyncDispose]();
      await embedded[Symbol.asyncDispose]();
      await rm(dir, { recursive: true });
    },
  };
});
