import { failureType } from '../connect/failure.ts';
import { PublishError } from './publish-error.ts';

/**
 * What the brokers refuse however often it is sent; undefined where trying again may help. A topic that is unknown to the
 * producer is not final: it may have been made, or its leader elected, a moment ago.
 */
export function batchRefusal(topic: string, error: unknown): PublishError | undefined {
  switch (failureType(error)) {
    case 'TOPIC_AUTHORIZATION_FAILED':
      return new PublishError('forbidden-topic', topic, { cause: error });
    case 'MESSAGE_TOO_LARGE':
    case 'RECORD_LIST_TOO_LARGE':
      return new PublishError('record-too-large', topic, { cause: error });
    case 'INVALID_RECORD':
    case 'INVALID_TIMESTAMP':
    case 'CORRUPT_MESSAGE':
      return new PublishError('refused-by-broker', topic, { cause: error });
    default:
      return undefined;
  }
}
