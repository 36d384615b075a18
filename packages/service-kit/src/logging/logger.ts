import { context, trace } from '@opentelemetry/api';
import { type DestinationStream, destination, pino, stdTimeFunctions } from 'pino';
import { redact } from './redaction.ts';

/** Writes a static message with its dynamic data apart, so that one event is found by one text at 3 a.m. */
export type Log = (data: object, message: string) => void;

/** What services log to. */
export interface Logger {
  readonly debug: Log;
  readonly info: Log;
  readonly warn: Log;
  readonly error: Log;
  readonly fatal: Log;
  /** A logger that adds `data` to every line. */
  child(data: object): Logger;
}

/** How to log. */
export interface LoggerOptions {
  readonly service: string;
  /** `debug`, `info` (default), `warn`, `error`. */
  readonly level?: string;
  /** Default: standard output, synchronously, so that the last words of a dying process are not lost. */
  readonly destination?: DestinationStream;
}

/** JSON lines with time, level, service, message, `trace_id` and `span_id`; personal data and secrets are masked. */
export function createLogger({ service, level = 'info', destination: stream }: LoggerOptions): Logger {
  const options = {
    level,
    base: { service },
    messageKey: 'message',
    timestamp: stdTimeFunctions.isoTime,
    formatters: {
      level: (label: string) => ({ level: label }),
      log: (data: object) => redact(data) as Record<string, unknown>,
      bindings: (data: object) => redact(data) as Record<string, unknown>,
    },
    mixin: activeSpan,
    // Our own redaction has described errors already.
    serializers: {},
  };
  return adapt(pino(options, stream ?? destination({ dest: 1, sync: true })));
}

function activeSpan(): object {
  const span = trace.getSpanContext(context.active());
  return span === undefined ? {} : { trace_id: span.traceId, span_id: span.spanId };
}

function adapt(logger: import('pino').Logger): Logger {
  return {
    debug: (data, message) => logger.debug(data, message),
    info: (data, message) => logger.info(data, message),
    warn: (data, message) => logger.warn(data, message),
    error: (data, message) => logger.error(data, message),
    fatal: (data, message) => logger.fatal(data, message),
    child: (data) => adapt(logger.child(data)),
  };
}
