import { defineConfig } from 'vitest/config';
import { nothingSkipped } from './vitest.nothing-skipped.ts';

// kafkajs 2.2.4 makes one harmless negative time-out (packages/kafka/README.md); it would stand in front of every file's output.
const execArgv = ['--disable-warning=TimeoutNegativeWarning'];
// Workspace packages resolve to their sources: nothing needs to be built before a test runs.
const sources = { resolve: { conditions: ['@officine/source'] }, ssr: { resolve: { conditions: ['@officine/source'] } } };

export default defineConfig({
  ...sources,
  test: {
    reporters: process.env['NOTHING_SKIPPED'] ? ['default', nothingSkipped] : ['default'],
    projects: [
      {
        ...sources, // How fast the machine is must not decide whether a test passes: time-outs are there to end what hangs.
        test: {
          name: 'unit',
          execArgv,
          include: ['{packages,services}/*/src/**/*.spec.ts'],
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      {
        ...sources,
        test: {
          name: 'integration',
          execArgv,
          include: ['{packages,services}/*/test/integration/**/*.integration.spec.ts'],
          testTimeout: 60_000,
          hookTimeout: 120_000,
          // One broker and two cores are shared by all files: side by side they would only time each other out.
          fileParallelism: false,
        },
      },
      {
        ...sources,
        test: {
          name: 'e2e',
          execArgv,
          include: ['packages/e2e/test/**/*.spec.ts'],
          testTimeout: 120_000,
          hookTimeout: 240_000,
          fileParallelism: false,
        },
      },
      {
        ...sources,
        test: {
          name: 'cluster',
          include: ['packages/deployment/cluster/*.cluster.spec.ts'],
          testTimeout: 300_000,
          hookTimeout: 1_800_000,
          fileParallelism: false,
        },
      },
      {
        ...sources,
        test: {
          name: 'faults',
          execArgv,
          include: ['packages/e2e/faults/*.faults.spec.ts'],
          testTimeout: 900_000,
          hookTimeout: 900_000,
          fileParallelism: false,
        },
      },
      {
        ...sources,
        test: {
          name: 'crash',
          execArgv,
          include: ['packages/e2e/crash/*.crash.spec.ts'],
          testTimeout: 1_800_000,
          hookTimeout: 120_000,
          fileParallelism: false,
        },
      },
      {
        ...sources,
        test: {
          name: 'tenancy',
          include: ['packages/e2e/tenancy/*.tenancy.spec.ts'],
          testTimeout: 300_000,
          hookTimeout: 300_000,
          fileParallelism: false,
        },
      },
    ],
  },
});
