import { randomUUID } from 'node:crypto';
import {
  type AuditRecorded,
  auditRecorded,
  type Environment,
  encodeEvent,
  type MysecuCalled,
  mysecuCalled,
} from '@officine/contracts';
import type { Publisher } from '@officine/kafka';
import type { Logger } from '@officine/service-kit';
import { activeTraceId, traceparentOf } from '@officine/telemetry';
import type { AuditTrail, CallLog } from '../application/ports.ts';
import type { Names } from '../names.ts';

const SOURCE = '/officine/auth-token';

/** Writes facts to `officine.audit.events.v1` and calls to `officine.mysecu.calls.v1`. */
export class EventLog implements AuditTrail, CallLog {
  readonly #publisher: Pick<Publisher, 'publish'>;
  readonly #names: Pick<Names, 'auditEvents' | 'mysecuCalls'>;
  readonly #environment: Environment;
  readonly #logger: Logger;

  constructor(
    publisher: Pick<Publisher, 'publish'>,
    names: Pick<Names, 'auditEvents' | 'mysecuCalls'>,
    environment: Environment,
    logger: Logger,
  ) {
    this.#names = names;
    this.#publisher = publisher;
    this.#environment = environment;
    this.#logger = logger;
  }

  async record(fact: Parameters<AuditTrail['record']>[0]): Promise<void> {
    const at = new Date().toISOString();
    const traceId = activeTraceId();
    const data: AuditRecorded = {
      ...fact,
      at,
      environment: this.#environment,
      service: 'auth-token',
      ...(traceId !== undefined && { traceId }),
    };
    const { value, headers } = encodeEvent(auditRecorded, { id: randomUUID(), source: SOURCE, time: at, data });
    await this.#publisher.publish({
      topic: this.#names.auditEvents,
      key: fact.pharmacy ?? null,
      value,
      headers: traced(headers),
    });
  }

  called(call: Parameters<CallLog['called']>[0]): void {
    const traceId = activeTraceId();
    const data: MysecuCalled = { ...call, environment: this.#environment, ...(traceId !== undefined && { traceId }) };
    const { value, headers } = encodeEvent(mysecuCalled, { id: randomUUID(), source: SOURCE, time: call.startedAt, data });
    // The monitor has its own probes: a call that it does not hear of must not fail the call.
    this.#publisher
      .publish({ topic: this.#names.mysecuCalls, key: call.step, value, headers: traced(headers) })
      .catch((error: unknown) => this.#logger.warn({ step: call.step, error }, 'a call could not be counted'));
  }
}

function traced(headers: Readonly<Record<string, string>>): Record<string, string> {
  const traceparent = traceparentOf();
  return traceparent === undefined ? { ...headers } : { ...headers, traceparent };
}
