export {
  auditCheckpoints,
  auditEvents,
  availability,
  charterAcceptances,
  control,
  deadLetters,
  deferred,
  internalTopics,
  lastKnown,
  mysecuCalls,
  permits,
  tokenRequests,
  tokens,
} from './internal-topics.ts';
export { batch, notices, requests, results, topicsOfVendor } from './vendor-topics.ts';
