import { cutoffOf, type Purged, purgeExpired, signerOf } from '@officine/audit';
import { connectKafka, Publisher } from '@officine/kafka';
import { createLogger, kafkaSettings } from '@officine/service-kit';
import { loadConfig } from './config.ts';
import { namesWith } from './names.ts';
import { Database } from './outbound/database.ts';
import { OwnEvents } from './outbound/own-events.ts';

/**
 * Takes away what has expired, once, and ends: run daily, with the database user that may delete, which the service has not
 * (scripts/create-database-users.mjs). Exit code 1 where it could not.
 */
const config = loadConfig();
const logger = createLogger({ service: 'audit-purge' });
const database = new Database(config.mongodbUri, logger);
const kafka = connectKafka(kafkaSettings('officine-audit-purge', config.kafka), logger);
const publisher = new Publisher({ kafka, logger, name: 'audit-purge' });
try {
  const cutoff = cutoffOf(config.retention, new Date());
  const purged: Purged = await purgeExpired(database.collections, await signerOf(config.signingKey), cutoff);
  logger.info({ ...purged, cutoff }, 'purged');
  const facts = new OwnEvents(publisher, namesWith().auditEvents, config.environment);
  const { contents, links, held } = purged;
  await facts.record({ action: 'audit.purged', object: cutoff.toISOString(), outcome: `${contents}/${links}/${held}` });
} catch (error) {
  logger.error({ error }, 'the purge failed');
  process.exitCode = 1;
} finally {
  await publisher.stop();
  await database.stop();
}
