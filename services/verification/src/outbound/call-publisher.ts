import { type Environment, encodeEvent, mysecuCalled, topics } from '@officine/contracts';
import type { Logger } from '@officine/service-kit';
import { newEventId } from '../application/event-id.ts';
import type { CallJournal } from '../application/ports.ts';
import { SOURCE } from '../application/result-record.ts';
import type { Publishing } from './publishing.ts';

/** Publishes how each call to mySecu went. A lost event costs the monitor a sample, never a pharmacy its answer. */
export class CallPublisher implements CallJournal {
  readonly #publisher: Publishing;
  readonly #environment: Environment;
  readonly #logger: Logger;

  constructor(publisher: Publishing, environment: Environment, logger: Logger) {
    this.#publisher = publisher;
    this.#environment = environment;
    this.#logger = logger;
  }

  record(call: Parameters<CallJournal['record']>[0]): void {
    const data = { ...call, environment: this.#environment };
    const event = encodeEvent(mysecuCalled, { id: newEventId(), source: SOURCE, time: call.startedAt, data });
    this.#publisher
      .publish({ topic: topics.mysecuCalls.name, key: call.step, ...event })
      .catch((error: unknown) => this.#logger.warn({ error }, 'a call was not reported to the monitor'));
  }
}
