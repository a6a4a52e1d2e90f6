import { defineConfig } from 'vitest/config';

/** Each takes ten seconds and more; `npm run test:outages`, and CI, run them. */
const long = [
  'test/adapters/metrics/prometheus-totals.test.ts',
  'test/adapters/migration/scratch.test.ts',
  'test/adapters/store/pglite-pool.test.ts',
  'test/commands/break-glass.test.ts',
  'test/commands/prepare-migration.test.ts',
  'test/dashboard/card.test.ts',
  'test/dashboard/chat.test.ts',
  'test/drafting/evaluation.test.ts',
  'test/e2e/command-line.test.ts',
  'test/e2e/prometheus.test.ts',
  'test/e2e/signals.test.ts',
  'test/handlers/cli/monitor.test.ts',
  'test/handlers/cli/talk.test.ts',
  'test/handlers/github/attacks.test.ts',
  'test/handlers/github/threads.test.ts',
  'test/handlers/http/api/kill-switch.test.ts',
  'test/handlers/http/unfinished.test.ts',
  'test/handlers/jobs/procedure.test.ts',
  'test/handlers/standstill.test.ts',
  'test/handlers/trains/trains.test.ts',
  'test/roles/run-judge.test.ts',
];

/** What is waited for comes late on a busy machine; nothing is ever expected to be fast. */
const shared = { testTimeout: 30_000, hookTimeout: 60_000, expect: { poll: { timeout: 15_000 } } };

export default defineConfig({
  test: {
    globalSetup: ['test/setup/system-packages.ts', 'test/setup/store-template.ts'],
    maxWorkers: 2,
    projects: [
      {
        test: {
          ...shared,
          name: 'parts',
          include: ['test/**/*.test.ts'],
          exclude: ['test/e2e/**', 'test/outages/**', ...long],
          sequence: { groupOrder: 0 },
        },
      },
      {
        // Whole systems with real traffic: one at a time, and not beside anything else.
        test: {
          ...shared,
          name: 'e2e',
          include: ['test/e2e/**/*.test.ts'],
          exclude: long,
          testTimeout: 120_000,
          hookTimeout: 120_000,
          fileParallelism: false,
          maxWorkers: 1,
          sequence: { groupOrder: 1 },
        },
      },
      {
        // Minutes of killed and frozen processes on real servers, and what else takes long; CI runs them.
        test: {
          ...shared,
          name: 'outages',
          include: ['test/outages/**/*.test.ts', ...long],
          testTimeout: 120_000,
          hookTimeout: 120_000,
          fileParallelism: false,
          maxWorkers: 1,
          sequence: { groupOrder: 2 },
        },
      },
    ],
  },
});
