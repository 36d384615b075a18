import { startInfrastructure } from '../infrastructure/infrastructure.ts';
import type { Run } from './command.ts';
import { runTool } from './run-tool.ts';

const PROJECTS = ['unit', 'integration', 'e2e'].flatMap((project) => ['--project', project]);

/** Unit, integration and end-to-end tests, with Kafka and MongoDB up. Arguments go to Vitest; a `--project` among them replaces ours. */
export const test: Run = async ({ args, progress, stopped }) => {
  const infrastructure = await startInfrastructure({ progress });
  try {
    const { kafkaBrokers, mongodbUri } = infrastructure;
    return await runTool({
      name: 'vitest',
      args: ['run', ...(args.includes('--project') ? [] : PROJECTS), ...args],
      env: { KAFKA_BROKERS: kafkaBrokers, MONGODB_URI: mongodbUri },
      stopped,
    });
  } finally {
    await infrastructure.stop();
  }
};
