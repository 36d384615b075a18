import { startInfrastructure } from '../infrastructure/infrastructure.ts';
import type { Run } from './command.ts';
import { untilStopped } from './until-stopped.ts';

/** Keeps only Kafka and MongoDB up, and prints how to use them. */
export const infra: Run = async ({ progress, stopped }) => {
  const infrastructure = await startInfrastructure({ progress });
  try {
    const { kafkaBrokers, mongodbUri } = infrastructure;
    process.stdout.write(`export KAFKA_BROKERS='${kafkaBrokers}' MONGODB_URI='${mongodbUri}'\n`);
    await untilStopped(stopped);
    return 0;
  } finally {
    await infrastructure.stop();
  }
};
