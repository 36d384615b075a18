import { type DeadLettered, deadLettered, encodeEvent, topics } from '@officine/contracts';
import type { TokenCipher } from '@officine/service-kit';
import { newEventId } from '../application/event-id.ts';
import type { Clock, DeadLetters, RawRecord } from '../application/ports.ts';
import { isoOf, SOURCE } from '../application/result-record.ts';
import type { Publishing } from './publishing.ts';

/** Keeps unreadable records for operators, encrypted: whatever they hold may be about a person. */
export class DeadLetterPublisher implements DeadLetters {
  readonly #publisher: Publishing;
  readonly #cipher: TokenCipher;
  readonly #clock: Clock;

  constructor(publisher: Publishing, cipher: TokenCipher, clock: Clock) {
    this.#publisher = publisher;
    this.#cipher = cipher;
    this.#clock = clock;
  }

  async park({ vendor, position, reason, record }: Parameters<DeadLetters['park']>[0]): Promise<void> {
    const data: DeadLettered = { vendor, position, reason, record: await this.#cipher.seal(plain(record)) };
    const event = encodeEvent(deadLettered, { id: newEventId(), source: SOURCE, time: isoOf(this.#clock.wallMs()), data });
    await this.#publisher.publish({ topic: topics.deadLetters.name, key: position, ...event });
  }
}

function plain({ key, value, headers }: RawRecord) {
  const base64 = (text: string) => Buffer.from(text).toString('base64');
  return {
    key: key === null ? null : base64(key),
    headers: Object.fromEntries(Object.entries(headers).map(([name, text]) => [name, base64(text)])),
    value: value === null ? null : value.toString('base64'),
  };
}
