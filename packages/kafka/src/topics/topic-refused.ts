import { failureType } from '../connect/failure.ts';

/** Thrown when Kafka was asked about a topic and said no: it is not there, or not for us. */
export class TopicRefused extends Error {
  override readonly name = 'TopicRefused';
  readonly code: 'unknown-topic' | 'forbidden-topic';
  readonly topic: string;

  constructor(code: 'unknown-topic' | 'forbidden-topic', topic: string, options?: ErrorOptions) {
    super(`${code}: ${topic}`, options);
    this.code = code;
    this.topic = topic;
  }
}

/** The refusal in what kafkajs threw, or undefined where it says nothing about the topic. */
export function topicRefusal(topic: string, error: unknown): TopicRefused | undefined {
  if (error instanceof TopicRefused) {
    return error;
  }
  switch (failureType(error)) {
    case 'UNKNOWN_TOPIC_OR_PARTITION':
    case 'INVALID_TOPIC_EXCEPTION':
      return new TopicRefused('unknown-topic', topic, { cause: error });
    case 'TOPIC_AUTHORIZATION_FAILED':
      return new TopicRefused('forbidden-topic', topic, { cause: error });
    default:
      return undefined;
  }
}
