import type { TopicPartition } from './assignment.ts';

const PACE_MS = 250;

/**
 * Reads partitions at a pace: what was read rests until the next beat. Read at once, every record would end the fetch in progress, for
 * all partitions of the consumer, and cost as much as a whole request does.
 */
export class Pace {
  readonly #pause: (place: TopicPartition) => void;
  readonly #resume: (place: TopicPartition) => void;
  readonly #resting = new Map<string, TopicPartition>();
  #beat: NodeJS.Timeout | undefined;

  constructor(member: { pause(place: TopicPartition): void; resume(place: TopicPartition): void }) {
    this.#pause = (place) => member.pause(place);
    this.#resume = (place) => member.resume(place);
  }

  start(): void {
    this.#beat ??= setInterval(() => this.#readOn(), PACE_MS);
    this.#beat.unref();
  }

  stop(): void {
    clearInterval(this.#beat);
    this.#beat = undefined;
  }

  /** The partition rests until the next beat. */
  rest(place: TopicPartition): void {
    this.#resting.set(`${place.topic}/${place.partition}`, place);
    this.#pause(place);
  }

  /** The partition is read on now: somebody waits for what is in it. */
  hurry(place: TopicPartition): void {
    if (this.#resting.delete(`${place.topic}/${place.partition}`)) {
      this.#resume(place);
    }
  }

  /** It is somebody else's, or is paused for another reason. */
  forget({ topic, partition }: TopicPartition): void {
    this.#resting.delete(`${topic}/${partition}`);
  }

  #readOn(): void {
    for (const place of this.#resting.values()) {
      this.#resume(place);
    }
    this.#resting.clear();
  }
}
