import { randomFillSync } from 'node:crypto';
import { v7 as uuid } from 'uuid';

const ID_BYTES = 16;
/** Drawn at once: a draw costs as much for sixteen bytes as for thousands, and more than the rest of an event's headers. */
const POOL = Buffer.alloc(256 * ID_BYTES);

let used = POOL.length;
let last = { msecs: 0, seq: 0 };

/** A new id for an event: a UUID of version 7, greater than all that this process has given before. */
export function newEventId(): string {
  const random = draw();
  const nowMs = Date.now();
  // Within a millisecond, and when the clock was set back, they count on; 31 bits leave room for that.
  last = nowMs > last.msecs ? { msecs: nowMs, seq: random.readUInt32BE() >>> 1 } : { msecs: last.msecs, seq: last.seq + 1 };
  return uuid({ random, ...last });
}

function draw(): Buffer {
  if (used === POOL.length) {
    randomFillSync(POOL);
    used = 0;
  }
  used += ID_BYTES;
  return POOL.subarray(used - ID_BYTES, used);
}
