import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['harness/**/*.test.ts', 'workloads/**/*.test.ts', 'scripts/**/*.test.ts'],
    testTimeout: 60_000,
    // Two cores are the smallest machine we promise to work on; more workers only make real processes slower.
    maxWorkers: 2,
  },
});
