import { type AvailabilityChanged, availabilityChanged, decodeEvent, parseData, topics } from '@officine/contracts';
import { type connectKafka, type InboundRecord, type KafkaLogger, View } from '@officine/kafka';

/** Hears from the monitor that mySecu's service is up. Only speeds things up: an absent or blind monitor stops nothing. */
export class AvailabilityView {
  readonly #view: View<AvailabilityChanged>;

  constructor(kafka: ReturnType<typeof connectKafka>, logger: KafkaLogger, onServiceUp: () => void) {
    this.#view = new View<AvailabilityChanged>({
      kafka,
      logger,
      topic: topics.availability.name,
      name: 'verification.availability',
      decode: readAvailability,
      onChange: (_, availability) => {
        if (availability?.component === 'service' && availability.state === 'up') {
          onServiceUp();
        }
      },
    });
  }

  start(): void {
    this.#view.start();
  }

  async stop(): Promise<void> {
    await this.#view.stop();
  }
}

function readAvailability(record: InboundRecord): AvailabilityChanged | null {
  const decoded = decodeEvent(record);
  const parsed = decoded.readable ? parseData(availabilityChanged, decoded.event.data) : undefined;
  if (parsed?.fits !== true) {
    throw new Error('the record is no availability event');
  }
  return parsed.data;
}
