export { credentialFiles, makeCredentials, secretIn } from './identities/pharmacy-credentials.ts';
export { makePlatform, type PlatformIdentities } from './identities/platform.ts';
export { makeServiceKeys, type ServiceKeys } from './identities/service-keys.ts';
export { Cable } from './infrastructure/cable.ts';
export { fetchedOnce } from './infrastructure/fetched.ts';
export { ADMIN_USER, type GuardedKafka, startGuardedKafka } from './infrastructure/guarded-kafka.ts';
export { type Infrastructure, type InfrastructureOptions, startInfrastructure } from './infrastructure/infrastructure.ts';
export type { KafkaCluster } from './infrastructure/kafka-cluster.ts';
export { type LocalMongodb, type MongodbOptions, startMongodb } from './infrastructure/mongodb.ts';
export { DEVSTACK_DIR, ROOT } from './infrastructure/paths.ts';
export { freePort, freePorts } from './infrastructure/ports.ts';
export { MissingPrerequisite } from './infrastructure/prerequisites.ts';
export {
  type OwnedProcess,
  type ProcessEnd,
  ProcessFailed,
  type ProcessOptions,
  startProcess,
} from './infrastructure/processes.ts';
export { createProgress, type Progress, silentProgress } from './infrastructure/progress.ts';
export { missingForPython, type PythonPackages, pythonWith } from './infrastructure/python.ts';
export { createRunFolder, type RunFolder } from './infrastructure/run-folder.ts';
export { runToEnd } from './infrastructure/run-to-end.ts';
export { type NodeProcessOptions, startNode } from './stack/node-process.ts';
export { SERVICE_FLAGS, type ServiceHandle } from './stack/service-process.ts';
export { type Stack, type StackOptions, startStack } from './stack/stack.ts';
export type { StackDescription } from './stack/stack-file.ts';
export { startTraceReceiver, type TraceReceiver } from './traces/receiver.ts';
export type { Span, SpanKind } from './traces/span.ts';
export { drawTraces } from './traces/tree.ts';
