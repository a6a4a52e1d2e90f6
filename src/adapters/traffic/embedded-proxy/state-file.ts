import { mkdir, open, readFile, rename } from 'node:fs/promises';
import { dirname } from 'node:path';
import { z } from 'zod';
import { Target } from '../../../core/rollout/plan.ts';

/** Who is stable on each route, and the last fence seen: all that must outlive the proxy's process. */
const Kept = z.object({
  routes: z.record(z.string(), z.object({ stable: Target, fence: z.number().int().nonnegative() })),
});
export type KeptRoutes = z.infer<typeof Kept>['routes'];

/** @returns no routes when there is no file yet, null when the file cannot be understood */
export async function readStateFile(file: string): Promise<KeptRoutes | null> {
  const text = await readFile(file, 'utf8').catch((cause: NodeJS.ErrnoException) => {
    if (cause.code === 'ENOENT') return '{"routes":{}}';
    throw cause;
  });
  try {
    return Kept.parse(JSON.parse(text)).routes;
  } catch {
    return null;
  }
}

/** Replaces the file whole: a reader, or a start after a crash, sees the old content or the new. */
export async function writeStateFile(file: string, routes: KeptRoutes): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  const temporary = `${file}.new`;
  const handle = await open(temporary, 'w', 0o600);
  try {
    await handle.writeFile(JSON.stringify({ routes }));
    await handle.sync();
  } finally {
    await handle.close();
  }
  await rename(temporary, file);
}
