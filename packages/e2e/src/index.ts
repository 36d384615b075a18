export { type History, historyOf, type RequestEntry, type ResultEntry } from './history/history.ts';
export { type Disturbance, type Expectations, judge, promises, type Violation } from './history/judge.ts';
export { readTopic } from './history/read-topic.ts';
export type { TopicRecord } from './history/record.ts';
export type { Fate, Intervention } from './proxy/intervention.ts';
export { KafkaProxy } from './proxy/kafka-proxy.ts';
export { API, produceRefusal, type WireRequest, withTopicError, writtenBy } from './proxy/kafka-wire.ts';
