import { OTLPTraceExporter as GrpcExporter } from '@opentelemetry/exporter-trace-otlp-grpc';
import { OTLPTraceExporter as JsonExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { OTLPTraceExporter as ProtobufExporter } from '@opentelemetry/exporter-trace-otlp-proto';
import {
  BatchSpanProcessor,
  ConsoleSpanExporter,
  NoopSpanProcessor,
  type SpanExporter,
  type SpanProcessor,
} from '@opentelemetry/sdk-trace';

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Where spans go, by the standard `OTEL_*` variables. Without an endpoint, or with `OTEL_TRACES_EXPORTER=none`, nowhere: spans are
 * still made, as their ids are part of results and logs.
 */
export function spanProcessorFor(env: Environment): SpanProcessor {
  const exporter = exporterFor(env);
  if (exporter === undefined) {
    return new NoopSpanProcessor();
  }
  // A full queue drops spans: a collector that is away costs memory up to here, and never a check's time.
  return new BatchSpanProcessor({
    exporter,
    maxQueueSize: count(env['OTEL_BSP_MAX_QUEUE_SIZE'], 2_048),
    maxExportBatchSize: count(env['OTEL_BSP_MAX_EXPORT_BATCH_SIZE'], 512),
    scheduledDelayMillis: count(env['OTEL_BSP_SCHEDULE_DELAY'], 2_000),
    exportTimeoutMillis: count(env['OTEL_BSP_EXPORT_TIMEOUT'], 10_000),
  });
}

function exporterFor(env: Environment): SpanExporter | undefined {
  const kind = env['OTEL_TRACES_EXPORTER']?.trim() || 'otlp';
  if (kind === 'console') {
    return new ConsoleSpanExporter();
  }
  const endpoint = env['OTEL_EXPORTER_OTLP_TRACES_ENDPOINT'] || env['OTEL_EXPORTER_OTLP_ENDPOINT'];
  if (kind !== 'otlp' || !endpoint) {
    return undefined;
  }
  const protocol = (env['OTEL_EXPORTER_OTLP_TRACES_PROTOCOL'] || env['OTEL_EXPORTER_OTLP_PROTOCOL'])?.trim();
  if (protocol === 'grpc') {
    return new GrpcExporter();
  }
  return protocol === 'http/json' ? new JsonExporter() : new ProtobufExporter();
}

function count(text: string | undefined, fallback: number): number {
  const value = Number(text);
  return Number.isInteger(value) && value > 0 ? value : fallback;
}
