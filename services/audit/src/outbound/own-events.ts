import { type AuditRecorded, auditRecorded, type Environment, encodeEvent } from '@officine/contracts';
import type { Publisher } from '@officine/kafka';
import { activeTraceId } from '@officine/telemetry';
import { v7 as uuid } from 'uuid';
import type { Reading, ReadTrail } from '../application/read-audit.ts';

const SOURCE = '/officine/audit';

/** The audit's own facts: who read it, what looked like misuse. They take the way of all others, through the topic. */
export class OwnEvents implements ReadTrail {
  readonly #publisher: Pick<Publisher, 'publish'>;
  readonly #topic: string;
  readonly #environment: Environment;

  constructor(publisher: Pick<Publisher, 'publish'>, topic: string, environment: Environment) {
    this.#publisher = publisher;
    this.#topic = topic;
    this.#environment = environment;
  }

  read(by: string, how: Reading, vendor: string | undefined, requestId?: string): Promise<void> {
    return this.record({
      action: 'audit.read',
      actor: by,
      object: how,
      ...(vendor !== undefined && { vendor }),
      ...(requestId !== undefined && { requestId }),
    });
  }

  /** Resolves when the brokers have it. */
  async record(fact: Omit<AuditRecorded, 'at' | 'environment' | 'service' | 'traceId'>): Promise<void> {
    const at = new Date().toISOString();
    const traceId = activeTraceId();
    const data: AuditRecorded = {
      ...fact,
      at,
      environment: this.#environment,
      service: 'audit',
      ...(traceId !== undefined && { traceId }),
    };
    const event = encodeEvent(auditRecorded, { id: uuid(), source: SOURCE, time: at, data });
    await this.#publisher.publish({ topic: this.#topic, key: fact.pharmacy ?? 'audit', ...event });
  }
}
