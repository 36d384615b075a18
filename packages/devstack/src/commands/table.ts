import type { Command } from './command.ts';

/** Every command of `packages/devstack/bin/run.mjs`; the scripts of the root package.json are names of these. */
export const COMMANDS: Readonly<Record<string, Command>> = {
  demo: {
    summary: 'Start everything, ask each kind of question once, take mySecu away and back, end everything',
    load: async () => (await import('./demo.ts')).demo,
  },
  dev: {
    summary: 'Keep the whole stack up, until Ctrl-C; it is described in .devstack/stack.json',
    load: async () => (await import('./dev.ts')).dev,
  },
  test: {
    summary: 'Run all tests with Kafka and MongoDB up; arguments go to Vitest (npm test -- --project unit)',
    load: async () => (await import('./test.ts')).test,
  },
  'test:crash': {
    summary:
      'Kill, pause and restart everything under load, and judge the topics (CRASH_SEED and CRASH_KILLS repeat or shorten it)',
    load: async () => (await import('./test-crash.ts')).testCrash,
  },
  'test:tenancy': {
    summary:
      'Suspend, race the charter, replace certificates and flood neighbours under load (CRASH_SEED repeats; TENANCY_RACES, TENANCY_SECONDS shorten)',
    load: async () => (await import('./test-tenancy.ts')).testTenancy,
  },
  'test:faults': {
    summary:
      'Let mySecu, eSanté, Kafka and our own services fail under load, and judge the promises (--rounds 1, --only reset,silence, --seed 7)',
    load: async () => (await import('./test-faults.ts')).testFaults,
  },
  check: {
    summary: 'Format, lint, types, dependency directions, generated documents, unit tests',
    load: async () => (await import('./check.ts')).check,
  },
  bench: {
    summary: 'Run a benchmark by its name (npm run bench -- NAME)',
    load: async () => (await import('./bench.ts')).bench,
  },
  docs: {
    summary: 'Write docs/reference from contracts and settings; --check fails when it is stale',
    load: async () => (await import('./docs.ts')).docs,
  },
  chart: {
    summary: 'Write what of the chart is generated, rendered examples included; --check fails when it is stale',
    load: async () => (await import('./chart.ts')).chart,
  },
  'check:cluster': {
    summary: 'Install every example of the chart on a real Kubernetes API server (built once, six minutes)',
    load: async () => (await import('./check-cluster.ts')).checkCluster,
  },
  infra: {
    summary: 'Keep only Kafka and MongoDB up, until Ctrl-C',
    load: async () => (await import('./infra.ts')).infra,
  },
};
