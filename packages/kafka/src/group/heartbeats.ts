import type { Consumer } from 'kafkajs';

const PROOFS = new Set(['Heartbeat', 'SyncGroup']);

/**
 * Tells of every acknowledged heartbeat and join, dated when the request left (monotonic ms): an answer that took three
 * seconds proves a membership that is three seconds old.
 */
export function listenToHeartbeats(consumer: Consumer, onBeat: (sentAt: number) => void): void {
  let sentAt = Number.NEGATIVE_INFINITY;
  consumer.on(consumer.events.REQUEST, ({ payload }) => {
    if (PROOFS.has(payload.apiName)) {
      sentAt = performance.now() - Math.max(0, payload.duration);
    }
  });
  const beat = () => onBeat(sentAt);
  consumer.on(consumer.events.HEARTBEAT, beat);
  consumer.on(consumer.events.GROUP_JOIN, beat);
}
