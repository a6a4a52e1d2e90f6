import { defineConfig } from 'vitest/config';

/** The judge's own tests and no store, proxy or other system beside them: mutation tests run them thousands of times. */
export default defineConfig({
  test: { name: 'judge', isolate: false, include: ['test/core/judge/**/*.test.ts'], testTimeout: 30_000 },
});
