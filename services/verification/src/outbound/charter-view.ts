import { type CharterRecorded, charterRecorded, decodeEvent, encodeEvent, parseData, topics } from '@officine/contracts';
import { type connectKafka, type InboundRecord, type KafkaLogger, View } from '@officine/kafka';
import { newEventId } from '../application/event-id.ts';
import type { CharterRegister, SentAcceptance } from '../application/ports.ts';
import { SOURCE } from '../application/result-record.ts';
import { OwnAcceptances } from './own-acceptances.ts';
import type { Publishing } from './publishing.ts';

const CATCH_UP_MS = 30_000;
const MAX_AGE_MS = 5_000;

/** The charter's acceptances, as every replica recorded them. */
export class CharterView implements CharterRegister {
  readonly #publisher: Publishing;
  readonly #view: View<CharterRecorded>;
  readonly #own = new OwnAcceptances();

  constructor(kafka: ReturnType<typeof connectKafka>, publisher: Publishing, logger: KafkaLogger) {
    this.#publisher = publisher;
    this.#view = new View<CharterRecorded>({
      kafka,
      logger,
      topic: topics.charterAcceptances.name,
      name: 'verification.charter',
      decode: readAcceptance,
      onChange: (key, _, record) => this.#own.read(key, record),
    });
  }

  async start(): Promise<void> {
    this.#view.start();
    await this.#view.caughtUp(CATCH_UP_MS);
  }

  async stop(): Promise<void> {
    await this.#view.stop();
  }

  isFresh(): boolean {
    return this.#view.isFresh(MAX_AGE_MS);
  }

  /** The version that this user accepted last. */
  accepted(vendor: string, pharmacy: string, user: string): string | undefined {
    const key = keyOf(vendor, pharmacy, user);
    return this.#own.version(key) ?? this.#view.get(key)?.version;
  }

  async record(vendor: string, acceptance: CharterRecorded, sent: SentAcceptance): Promise<void> {
    const { pharmacy, user, version, acceptedAt } = acceptance;
    const key = keyOf(vendor, pharmacy, user);
    const event = encodeEvent(charterRecorded, {
      id: newEventId(),
      source: SOURCE,
      subject: sent.requestId,
      time: acceptedAt,
      extensions: { sourceposition: sent.position },
      data: acceptance,
    });
    const position = await this.#publisher.publish({ topic: topics.charterAcceptances.name, key, ...event });
    this.#own.wrote(key, version, position);
  }
}

function keyOf(vendor: string, pharmacy: string, user: string): string {
  return `${vendor}/${pharmacy}/${user}`;
}

function readAcceptance(record: InboundRecord): CharterRecorded | null {
  if (record.value === null) {
    return null;
  }
  const decoded = decodeEvent(record);
  const parsed = decoded.readable ? parseData(charterRecorded, decoded.event.data) : undefined;
  if (parsed?.fits !== true) {
    throw new Error('the record is no charter acceptance');
  }
  return parsed.data;
}
