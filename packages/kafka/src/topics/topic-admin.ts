import { setTimeout as delay } from 'node:timers/promises';
import kafkajs, { type Admin, type Kafka } from 'kafkajs';
import { whileRetriable } from '../connect/while-retriable.ts';
import { withDeadline } from '../connect/with-deadline.ts';
import { TopicDirectory } from './topic-directory.ts';
import { TopicRefused } from './topic-refused.ts';
import { type TopicChange, type TopicSpec, type TopicState, topicDrift } from './topic-spec.ts';

// By way of the default export: Node finds no more of this CommonJS module's names than its first few.
const { ConfigResourceTypes, ConfigSource } = kafkajs;

const VISIBLE_MS = 15_000;

/** Makes topics what they should be: on request of an operator only, never by accident. */
export class TopicAdmin {
  readonly #admin: Admin;
  readonly #directory: TopicDirectory;
  #connected: Promise<void> | undefined;

  constructor(kafka: Kafka) {
    this.#admin = kafka.admin();
    this.#directory = new TopicDirectory(kafka);
  }

  /** The state of each topic, null for one that does not exist. @throws TopicRefused `forbidden-topic` */
  async describe(names: readonly string[]): Promise<Map<string, TopicState | null>> {
    await this.#connect();
    const states = new Map<string, TopicState | null>();
    for (const name of names) {
      states.set(name, await this.#state(name));
    }
    return states;
  }

  /** What `ensure` would do, in its order. */
  async plan(specs: readonly TopicSpec[]): Promise<TopicChange[]> {
    const states = await this.describe(specs.map(({ name }) => name));
    return specs.flatMap((spec) => topicDrift(spec, states.get(spec.name) ?? null));
  }

  /**
   * Creates what is missing, grows what is too small, sets what differs, in the order of `specs`: name results before
   * requests, or a request could arrive in a partition that has none to be answered in. What cannot be mended (`shrink`) is
   * left as it is and returned with the rest.
   */
  async ensure(specs: readonly TopicSpec[]): Promise<TopicChange[]> {
    const done: TopicChange[] = [];
    await this.#connect();
    for (const spec of specs) {
      const state = await this.#state(spec.name);
      const drift = topicDrift(spec, state);
      await this.#mend(spec, state, drift);
      done.push(...drift);
    }
    return done;
  }

  async close(): Promise<void> {
    await Promise.all([withDeadline(this.#admin.disconnect(), 2_000).catch(() => undefined), this.#directory.close()]);
  }

  #connect(): Promise<void> {
    this.#connected ??= this.#admin.connect().catch((error: unknown) => {
      this.#connected = undefined;
      throw error;
    });
    return this.#connected;
  }

  async #state(name: string): Promise<TopicState | null> {
    const partitions = await this.#count(name);
    return partitions === 0 ? null : { partitions, config: await whileRetriable(() => this.#config(name)) };
  }

  async #config(name: string): Promise<Record<string, string>> {
    const resource = { type: ConfigResourceTypes.TOPIC, name };
    const { resources } = await this.#admin.describeConfigs({ resources: [resource], includeSynonyms: false });
    const own = resources
      .flatMap(({ configEntries }) => configEntries)
      .filter(({ configSource }) => configSource === ConfigSource.TOPIC_CONFIG);
    return Object.fromEntries(own.map(({ configName, configValue }) => [configName, configValue]));
  }

  async #mend(spec: TopicSpec, state: TopicState | null, drift: readonly TopicChange[]): Promise<void> {
    const topic = spec.name;
    if (drift.some(({ kind }) => kind === 'create')) {
      const configEntries = Object.entries(spec.config).map(([name, value]) => ({ name, value }));
      const replicationFactor = spec.replicationFactor ?? -1;
      await this.#admin.createTopics({
        topics: [{ topic, numPartitions: spec.partitions, replicationFactor, configEntries }],
        // kafkajs' own wait gives up on brokers that have not heard of the topic yet (`admin/index.js` createTopics).
        waitForLeaders: false,
      });
      await this.#visible(topic, spec.partitions);
    }
    if (drift.some(({ kind }) => kind === 'grow')) {
      await this.#admin.createPartitions({ topicPartitions: [{ topic, count: spec.partitions }] });
      await this.#visible(topic, spec.partitions);
    }
    if (drift.some(({ kind }) => kind === 'configure')) {
      // kafkajs replaces a topic's whole configuration; what we do not speak of has to be said again.
      const merged = { ...state?.config, ...spec.config };
      const configEntries = Object.entries(merged).map(([name, value]) => ({ name, value }));
      await this.#admin.alterConfigs({
        resources: [{ type: ConfigResourceTypes.TOPIC, name: topic, configEntries }],
        validateOnly: false,
      });
    }
  }

  /** Brokers learn of a change one after the other; what comes next must find it. */
  async #visible(topic: string, partitions: number): Promise<void> {
    const deadline = performance.now() + VISIBLE_MS;
    while ((await this.#count(topic)) !== partitions && performance.now() < deadline) {
      await delay(50);
    }
  }

  async #count(topic: string): Promise<number> {
    this.#directory.forget([topic]);
    try {
      return await this.#directory.partitions(topic);
    } catch (error) {
      if (error instanceof TopicRefused && error.code === 'unknown-topic') {
        return 0;
      }
      throw error;
    }
  }
}
