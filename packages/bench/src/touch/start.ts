import { type Stack, startStack } from '@officine/devstack';
import { VENDOR, writeDirectory } from './pharmacies.ts';
import type { VendorTopics } from './vendor.ts';

/** The topics of our contender. */
export const TOPICS: VendorTopics = {
  requests: `officine.vendor.${VENDOR}.requests.v1`,
  results: `officine.vendor.${VENDOR}.results.v1`,
};

/** One replica of verification and auth-token each, with every span sent to a receiver: nothing is switched off for the measurement. */
export async function startTouchStack(): Promise<Stack> {
  return await startStack({
    kafkaNodes: 1,
    directoryFile: writeDirectory(),
    services: ['verification', 'auth-token'],
    settings: {
      // What is measured is us, not a limit of the platform.
      MYSECU_RATE_PER_SECOND: '2000',
      MYSECU_CONCURRENCY: '1000',
      // Deferred checks of the backlogs are due after the longest call there could be: none is asked again while others are measured.
      MYSECU_CONNECT_TIMEOUT_MS: '60000',
      MYSECU_READ_TIMEOUT_MS: '300000',
    },
  });
}
