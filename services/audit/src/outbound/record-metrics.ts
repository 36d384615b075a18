import type { Appended } from '@officine/audit';
import { type Counter, metrics } from '@opentelemetry/api';
import type { RecordObserver } from '../application/ports.ts';

/** Counts what gets into the record. */
export class RecordMetrics implements RecordObserver {
  readonly #appended: Counter;
  readonly #repeats: Counter;
  readonly #collisions: Counter;

  constructor() {
    const meter = metrics.getMeter('officine');
    this.#appended = meter.createCounter('officine.audit.appended', { description: 'Events appended to a chain' });
    this.#repeats = meter.createCounter('officine.audit.repeats', { description: 'Events that the record already had' });
    this.#collisions = meter.createCounter('officine.audit.collisions', {
      description: 'Appends that met another owner of the partition',
    });
  }

  recorded({ appended, repeats, collisions }: Appended): void {
    this.#appended.add(appended.length);
    this.#repeats.add(repeats);
    this.#collisions.add(collisions);
  }
}
