import { defineConfig } from 'vitest/config';

/** The judge's own tests and no store, proxy or other system beside them: mutation tests run them thousands of times. */
export default defineConfig({
  test: {
    name: 'judge',
    isolate: false,
    include: ['test/core/judge/**/*.test.ts'],
    // Laws of chance take thousands of draws to show, seconds each time.
    exclude: ['test/core/judge/sequential/evidence-laws.test.ts'],
    testTimeout: 30_000,
  },
});
