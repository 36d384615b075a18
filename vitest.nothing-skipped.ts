import type { Reporter } from 'vitest/node';

/**
 * Fails a run in which a test was skipped, and names each: where everything that tests ask for is installed, as in continuous
 * integration, a skipped test is one that nobody notices. In force where NOTHING_SKIPPED is set.
 */
export const nothingSkipped: Reporter = {
  onTestRunEnd(modules) {
    const skipped = modules.flatMap((module) =>
      [...module.children.allTests('skipped')].map((test) => `${module.relativeModuleId}: ${test.fullName}\n`),
    );
    if (skipped.length > 0) {
      process.stderr.write(`\nSkipped, where nothing may be (NOTHING_SKIPPED):\n${skipped.join('')}`);
      process.exitCode = 1;
    }
  },
};
