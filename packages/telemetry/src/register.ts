// The preload: `node --import @officine/telemetry/register`. It must run before anything imports http or mongodb, hence no part of main.
import { register } from 'node:module';
import { PrometheusExporter } from '@opentelemetry/exporter-prometheus';
import { HttpInstrumentation } from '@opentelemetry/instrumentation-http';
import { MongoDBInstrumentation } from '@opentelemetry/instrumentation-mongodb';
import { envDetector, resourceFromAttributes, serviceInstanceIdDetector } from '@opentelemetry/resources';
import { NodeSDK } from '@opentelemetry/sdk-node';
import { AttributeFilter } from './attribute-filter.ts';
import { telemetryStarted } from './running.ts';
import { spanProcessorFor } from './trace-exporter.ts';

const PROBES = /^\/(livez|readyz|metrics)(\?|$)/;

// Only what is instrumented goes through the hook: all other modules load untouched, and a service starts sooner.
const HOOKED = ['http', 'https', 'node:http', 'node:https', 'mongodb'];
register('@opentelemetry/instrumentation/hook.mjs', import.meta.url, { data: { include: HOOKED } });

const metrics = new PrometheusExporter({ preventServerStart: true, withoutScopeInfo: true });
const sdk = new NodeSDK({
  resource: resourceFromAttributes({ 'deployment.environment.name': process.env['MYSECU_ENVIRONMENT'] || 'unset' }),
  // The others tell the command line and the account: arguments are no place for secrets, and telemetry none to find out.
  resourceDetectors: [serviceInstanceIdDetector, envDetector],
  spanProcessors: [new AttributeFilter(spanProcessorFor(process.env))],
  metricReaders: [metrics],
  logRecordProcessors: [],
  instrumentations: [
    new HttpInstrumentation({
      ignoreIncomingRequestHook: (request) => PROBES.test(request.url ?? ''),
      // A call outside any check, such as a collector's own, is of no interest.
      requireParentforOutgoingSpans: true,
    }),
    new MongoDBInstrumentation({ enhancedDatabaseReporting: false, requireParentSpan: true }),
  ],
});
sdk.start();

telemetryStarted({
  serveMetrics: (request, response) => metrics.getMetricsRequestHandler(request, response),
  shutdown: () => sdk.shutdown(),
});
