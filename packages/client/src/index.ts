export type { Check } from '@officine/contracts';
export type { KafkaLogger, KafkaSettings } from '@officine/kafka';
export type { Client, ClientHealth } from './client.ts';
export { type CreateClientOptions, createClient } from './create-client.ts';
export type { AcceptCharterOptions, CharterAcceptance, CharterResult } from './request/charter.ts';
export type { CheckOptions, Question, QuestionOf, User } from './request/question.ts';
export type { Answered, CheckResult, Degraded, Dropped, Rejected, Settled } from './result/check-result.ts';
