import { existsSync } from 'node:fs';
import { cp, mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { inject } from 'vitest';
import { openEmbedded } from '../../src/adapters/store/pglite-pool.ts';
import { openStore } from '../../src/adapters/store/postgres-store.ts';

/** Makes `folder` an empty embedded store with its tables: a copy, since making one takes seconds. */
export async function makeStoreFolder(folder: string): Promise<void> {
  const made = join(inject('storeTemplate'), 'made');
  if (!existsSync(made)) await makeTemplate(made);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await cp(made, folder, { recursive: true });
}

/** Several workers may do so at once: the first to be ready wins. */
async function makeTemplate(made: string): Promise<void> {
  const making = await mkdtemp(`${made}-`);
  {
    await using embedded = await openEmbedded(making, () => undefined);
    await openStore(embedded.pool);
  }
  await rename(making, made).catch(() => rm(making, { recursive: true }));
}
