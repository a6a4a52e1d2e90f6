import { join } from 'node:path';
import { build } from 'vite';

/** Where the built page stands: static files, to be served at `/`. */
export const dashboardFolder = join(import.meta.dirname, 'dist');

/**
 * Builds the page into `outDir`, replacing what is there. Takes about a second.
 * @throws when the sources do not compile
 */
export async function buildDashboard(outDir: string = dashboardFolder): Promise<string> {
  await build({
    configFile: join(import.meta.dirname, 'vite.config.ts'),
    logLevel: 'warn',
    build: { outDir, emptyOutDir: true },
  });
  return outDir;
}

if (import.meta.main) await buildDashboard();
