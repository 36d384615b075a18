import { topics, vendorTopicName } from '@officine/contracts';
import type { connectKafka } from '@officine/kafka';
import type { Logger, ServiceContext } from '@officine/service-kit';
import type { SharedBytes } from '../application/result-window.ts';
import { VendorMemory } from '../application/vendor-memory.ts';
import type { VendorConsumer } from '../application/vendor-roster.ts';
import type { VendorPublishers } from '../outbound/vendor-publishers.ts';
import { RequestHandler, type RequestHandlerParts } from './request.handler.ts';
import { VendorRequests } from './vendor-requests.ts';

/** What every vendor's consumer shares with the others. */
export interface VendorSurroundings {
  readonly kafka: ReturnType<typeof connectKafka>;
  readonly logger: Logger;
  readonly lines: VendorPublishers;
  readonly handling: RequestHandlerParts;
  readonly memory: SharedBytes;
  readonly halt: ServiceContext['halt'];
}

/** Makes the consumer of one vendor's batch topic. It waits for permits, perhaps for hours: when it stops it waits for nothing. */
export function openBatchConsumer(vendor: string, surroundings: VendorSurroundings): VendorConsumer {
  const { kafka, logger, lines, handling, memory: shared, halt } = surroundings;
  const memory = new VendorMemory(shared);
  const requests = new VendorRequests(vendor, {
    kafka,
    logger,
    line: lines.of(vendor),
    handler: new RequestHandler(vendor, vendorTopicName(topics.batch, vendor), memory, handling),
    memory,
    onFatal: (error) => halt(`the batch consumer of vendor ${vendor} cannot go on`, error),
    lane: 'batch',
  });
  return { start: () => requests.start(), drain: () => requests.stop(), problem: () => requests.problem() };
}

/** Makes the consumer of one vendor: its own group, memory and publisher, so that no neighbour can hold it up. */
export function openVendorConsumer(vendor: string, surroundings: VendorSurroundings): VendorConsumer {
  const { kafka, logger, lines, handling, memory: shared, halt } = surroundings;
  const topic = vendorTopicName(topics.requests, vendor);
  const memory = new VendorMemory(shared);
  const requests = new VendorRequests(vendor, {
    kafka,
    logger,
    line: lines.of(vendor),
    handler: new RequestHandler(vendor, topic, memory, handling),
    memory,
    onFatal: (error) => halt(`the consumer of vendor ${vendor} cannot go on`, error),
  });
  return {
    start: () => requests.start(),
    drain: async (timeoutMs) => {
      await requests.drain(timeoutMs);
      await lines.release(vendor);
    },
    problem: () => requests.problem(),
  };
}
