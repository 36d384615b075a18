export { type History, historyOf, type RequestEntry, type ResultEntry } from './history/history.ts';
export { type Disturbance, judge, promises, type Violation } from './history/judge.ts';
export { readTopic } from './history/read-topic.ts';
export type { TopicRecord } from './history/record.ts';
