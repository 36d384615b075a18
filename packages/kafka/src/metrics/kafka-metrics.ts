import { type Counter, type Histogram, metrics } from '@opentelemetry/api';

/** What this package counts. Attributes are names of topics, groups and publishers: never a record's content. */
export interface KafkaMetrics {
  /** Records that had to be sent again. */
  readonly publishRetries: Counter;
  readonly commits: Counter;
  /** Consumers replaced because they crashed or made no progress. */
  readonly stalls: Counter;
  /** Offsets that reading passed over: records that nobody handled. */
  readonly passedOver: Counter;
  /** Records that a handler left unhandled by a bug and that went to the dead letters. */
  readonly unhandled: Counter;
  /** ms from a record's timestamp until it reached its handler. */
  readonly waitMs: Histogram;
}

let instruments: KafkaMetrics | undefined;

/** The instruments, made at first use: telemetry starts before any of our modules asks for it. */
export function kafkaMetrics(): KafkaMetrics {
  if (instruments === undefined) {
    const meter = metrics.getMeter('@officine/kafka');
    instruments = {
      publishRetries: meter.createCounter('officine.kafka.publish.retries', { description: 'Records sent again' }),
      commits: meter.createCounter('officine.kafka.commits', { description: 'Offset commits acknowledged' }),
      stalls: meter.createCounter('officine.kafka.stalls', { description: 'Consumers replaced' }),
      passedOver: meter.createCounter('officine.kafka.passed.over', { description: 'Offsets that were not read' }),
      unhandled: meter.createCounter('officine.kafka.unhandled', { description: 'Records given up to the dead letters' }),
      waitMs: meter.createHistogram('officine.kafka.wait', { unit: 'ms', description: 'Time from append to handler' }),
    };
  }
  return instruments;
}

/** Observes `read` under `name` until the returned function is called. */
export function observe(
  name: string,
  description: string,
  read: () => Iterable<readonly [value: number, attributes: Record<string, string | number>]>,
): () => void {
  const gauge = metrics.getMeter('@officine/kafka').createObservableGauge(name, { description });
  const callback: Parameters<typeof gauge.addCallback>[0] = (result) => {
    for (const [value, attributes] of read()) {
      if (Number.isFinite(value)) {
        result.observe(value, attributes);
      }
    }
  };
  gauge.addCallback(callback);
  return () => gauge.removeCallback(callback);
}
