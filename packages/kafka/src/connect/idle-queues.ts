import { createRequire } from 'node:module';

/** The part of kafkajs' queue of requests that is mended here. */
interface RequestQueue {
  readonly pending: readonly unknown[];
  readonly throttledUntil: number;
  scheduleCheckPendingRequests(): void;
}

const mended = new WeakSet<object>();

/**
 * Lets a connection without anything to send rest. After its first answer kafkajs 2.2.4 looks every millisecond, for as long as the
 * connection lives, whether a request is waiting (`network/requestQueue/index.js` scheduleCheckPendingRequests,
 * https://github.com/tulios/kafkajs/issues/1704): with a dozen groups in a process that is more work than many a check. Its own look
 * is called only where there is something to look for: requests that wait, or a throttling that ends.
 * @param path of the module, for tests.
 */
export function letIdleQueuesRest(path = 'kafkajs/src/network/requestQueue/index.js'): void {
  const queue: unknown = createRequire(import.meta.url)(path);
  if (typeof queue !== 'function' || !isRequestQueue(queue.prototype) || mended.has(queue)) {
    return;
  }
  mended.add(queue);
  const { prototype } = queue;
  const schedule = prototype.scheduleCheckPendingRequests;
  prototype.scheduleCheckPendingRequests = function (this: RequestQueue) {
    if (this.pending.length > 0 || this.throttledUntil > Date.now()) {
      schedule.call(this);
    }
  };
}

function isRequestQueue(prototype: unknown): prototype is RequestQueue {
  return typeof prototype === 'object' && prototype !== null && 'scheduleCheckPendingRequests' in prototype;
}
