export { allowedOf, isAllowed } from './allowed-attributes.ts';
export { AttributeFilter } from './attribute-filter.ts';
export { ATTR, METRIC, SPAN } from './names.ts';
export { flushTelemetry, metricsHandler } from './running.ts';
export { activeTraceId, linkTo, spanContextOf, traceparentOf } from './traceparent.ts';
export { describeSpan, markFailed, type SpanOptions, tracer, withSpan } from './with-span.ts';
