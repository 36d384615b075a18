import { randomUUID } from 'node:crypto';
import { auditRecorded, type ControlPharmacy, type Environment, encodeEvent, mysecuCalled } from '@officine/contracts';
import type { Publisher } from '@officine/kafka';
import type { Attempt } from '@officine/mysecu';
import type { Logger } from '@officine/service-kit';
import { type Names, SOURCE } from '../names.ts';

const ACTIONS = { identity: 'token.identity', token: 'token.issued', cancel: 'token.cancelled', get: 'check.called' } as const;

/** Tells the audit, and whoever counts calls, of our own signed probes: no call to mySecu goes unrecorded (R5). */
export class CallReports {
  readonly #publisher: Pick<Publisher, 'publish'>;
  readonly #names: Pick<Names, 'auditEvents' | 'mysecuCalls'>;
  readonly #environment: Environment;
  readonly #logger: Pick<Logger, 'warn'>;

  constructor(
    publisher: Pick<Publisher, 'publish'>,
    names: Pick<Names, 'auditEvents' | 'mysecuCalls'>,
    environment: Environment,
    logger: Pick<Logger, 'warn'>,
  ) {
    this.#publisher = publisher;
    this.#names = names;
    this.#environment = environment;
    this.#logger = logger;
  }

  /** Never rejects: while Kafka is away nothing is published at all, and the lease lapses. */
  async tell(pharmacy: ControlPharmacy, attempt: Attempt, traceId: string | undefined): Promise<void> {
    const { step, outcome, code, kind, ownFault, correlationId, durationMs } = attempt;
    const at = attempt.startedAt.toISOString();
    const shared = {
      environment: this.#environment,
      step,
      ...(correlationId && { correlationId }),
      ...(traceId && { traceId }),
    };
    const call = encodeEvent(mysecuCalled, {
      id: randomUUID(),
      source: SOURCE,
      time: at,
      data: {
        ...shared,
        startedAt: at,
        durationMs: Math.round(durationMs),
        outcome,
        ownFault,
        ...(code && { code }),
        ...(kind && { detail: kind }),
      },
    });
    const fact = encodeEvent(auditRecorded, {
      id: randomUUID(),
      source: SOURCE,
      time: at,
      data: {
        ...shared,
        action: ACTIONS[step],
        at,
        service: 'availability-monitor',
        pharmacy: pharmacy.id,
        vendor: pharmacy.vendor,
        outcome: code ?? outcome,
      },
    });
    try {
      await Promise.all([
        this.#publisher.publish({ topic: this.#names.mysecuCalls, key: step, ...call }),
        this.#publisher.publish({ topic: this.#names.auditEvents, key: pharmacy.id, ...fact }),
      ]);
    } catch (error) {
      this.#logger.warn({ step, error }, 'a probe could not be recorded');
    }
  }
}
