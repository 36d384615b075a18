import type { ServiceHandle } from '@officine/devstack';
import { API, type WireRequest, writtenBy } from '@officine/e2e';
import { processBehind } from './process-behind.ts';
import type { Trial } from './trial.ts';

/** A step of a check as the broker sees it: whatever a service does that lasts is a request to Kafka. */
export interface Step {
  readonly name: string;
  /** Whose replicas take it. */
  readonly service: 'verification' | 'auth-token';
  is(request: WireRequest): boolean;
}

/** `before` the broker has it; `after` the broker has it and the service has not heard. */
export type Side = 'before' | 'after';

const FIRED_WITHIN_MS = 60_000;

/** Writing a record that contains all of `marks` to a topic whose name ends so. */
export function writing(topic: string, ...marks: readonly string[]): Step['is'] {
  return (request) =>
    request.api === API.produce &&
    writtenBy(request).some((written) => written.topic.endsWith(topic)) &&
    marks.every((mark) => request.bytes.includes(mark));
}

/** Committing offsets of a group whose name begins so. */
export function committing(group: string): Step['is'] {
  return (request) => request.api === API.offsetCommit && request.bytes.includes(group);
}

/**
 * Kills, with SIGKILL, the replica that takes the step next, before or after the broker has its request, and resolves with it.
 * Thrown when nobody takes the step within a minute: Error.
 */
export async function killAt(trial: Trial, step: Step, side: Side): Promise<ServiceHandle> {
  const killed = Promise.withResolvers<ServiceHandle>();
  let victim: ServiceHandle | undefined;
  const kill = async () => {
    const dying = victim;
    await dying?.kill('SIGKILL');
    if (dying !== undefined) {
      killed.resolve(dying);
    }
    return 'cut' as const;
  };
  const end = trial.proxy.intervene({
    wants: (request, port) => {
      if (victim !== undefined || !step.is(request)) {
        return false;
      }
      victim = processBehind(port, trial.replicasOf(step.service));
      return victim !== undefined;
    },
    ...(side === 'before' ? { onRequest: kill } : { onAnswer: kill }),
  });
  const late = setTimeout(() => killed.reject(new Error(`nobody came to: ${step.name}`)), FIRED_WITHIN_MS);
  try {
    return await killed.promise;
  } finally {
    clearTimeout(late);
    end();
  }
}
