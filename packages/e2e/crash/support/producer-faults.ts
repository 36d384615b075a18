import { API, type Fate, type KafkaProxy, produceRefusal, type WireRequest, writtenBy } from '@officine/e2e';

/** What brokers answer to Produce requests, by number: https://kafka.apache.org/protocol#protocol_error_codes. */
export const PRODUCE_ERRORS = {
  UNKNOWN_SERVER_ERROR: -1,
  CORRUPT_MESSAGE: 2,
  UNKNOWN_TOPIC_OR_PARTITION: 3,
  LEADER_NOT_AVAILABLE: 5,
  NOT_LEADER_OR_FOLLOWER: 6,
  REQUEST_TIMED_OUT: 7,
  REPLICA_NOT_AVAILABLE: 9,
  MESSAGE_TOO_LARGE: 10,
  NETWORK_EXCEPTION: 13,
  INVALID_TOPIC_EXCEPTION: 17,
  RECORD_LIST_TOO_LARGE: 18,
  NOT_ENOUGH_REPLICAS: 19,
  NOT_ENOUGH_REPLICAS_AFTER_APPEND: 20,
  TOPIC_AUTHORIZATION_FAILED: 29,
  CLUSTER_AUTHORIZATION_FAILED: 31,
  INVALID_TIMESTAMP: 32,
  POLICY_VIOLATION: 44,
  OUT_OF_ORDER_SEQUENCE_NUMBER: 45,
  DUPLICATE_SEQUENCE_NUMBER: 46,
  INVALID_PRODUCER_EPOCH: 47,
  KAFKA_STORAGE_ERROR: 56,
  UNKNOWN_PRODUCER_ID: 59,
  FENCED_LEADER_EPOCH: 74,
  UNSTABLE_OFFSET_COMMIT: 88,
  INVALID_RECORD: 87,
  THROTTLING_QUOTA_EXCEEDED: 89,
} as const;

/** How a send goes wrong: the broker refuses it, or takes it and says otherwise, or the connection ends on either side of it. */
export type Failing = 'refused' | 'written' | 'cut before' | 'cut after';
export const FAILINGS: readonly Failing[] = ['refused', 'written', 'cut before', 'cut after'];

const FIRED_WITHIN_MS = 30_000;

/** Lets the next sends to topics whose name ends so go wrong; resolves when all have. Thrown when nobody sends: Error. */
export async function failSends(
  proxy: KafkaProxy,
  { topic, failing, code, count }: { topic: string; failing: Failing; code: number; count: number },
): Promise<void> {
  const done = Promise.withResolvers<void>();
  let left = count;
  let fired = 0;
  const fate = (request: WireRequest): Fate => {
    fired += 1;
    if (fired === count) {
      done.resolve();
    }
    return failing.startsWith('cut') ? 'cut' : produceRefusal(request, code);
  };
  const isBefore = failing === 'refused' || failing === 'cut before';
  const end = proxy.intervene({
    wants: (request) => {
      const wanted =
        left > 0 && request.api === API.produce && writtenBy(request).some((written) => written.topic.endsWith(topic));
      left -= wanted ? 1 : 0;
      return wanted;
    },
    ...(isBefore ? { onRequest: fate } : { onAnswer: fate }),
  });
  const late = setTimeout(() => done.reject(new Error(`nobody writes to ${topic}`)), FIRED_WITHIN_MS);
  try {
    await done.promise;
  } finally {
    clearTimeout(late);
    end();
  }
}
