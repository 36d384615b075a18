import { checkAnswered, checkDegraded, checkRejected } from '@officine/contracts';
import { type PackedResult, packResult, unpackResult } from './packed-result.ts';
import type { ResultRecord } from './result-record.ts';
import { Slabs } from './slabs.ts';

const HOUR_MS = 3_600_000;
const MAX_RESULTS = 100_000;
const MAX_SHARED_BYTES = 64 * 1024 * 1024;
/** What an entry costs beside its packed bytes: the map's slot, the id, the hash, objects. */
const OVERHEAD_BYTES = 512;

/** The memory that all windows of a process may use together. */
export class SharedBytes {
  readonly limit: number;
  readonly slabs = new Slabs();
  used = 0;

  constructor(limit: number = MAX_SHARED_BYTES) {
    this.limit = limit;
  }
}

/** A result that may be repeated. */
export interface RememberedResult {
  readonly result: ResultRecord;
  readonly hash: string;
}

interface Entry {
  readonly packed: PackedResult;
  readonly hash: string;
  readonly isAnswer: boolean;
  readonly atMs: number;
}

/** The answered and degraded results of the last hour of one partition, bounded in number and in memory. */
export class ResultWindow {
  readonly #entries = new Map<string, Entry>();
  readonly #shared: SharedBytes;
  readonly #maxResults: number;
  #newestMs = 0;

  constructor(shared: SharedBytes = new SharedBytes(), maxResults: number = MAX_RESULTS) {
    this.#shared = shared;
    this.#maxResults = maxResults;
  }

  get size(): number {
    return this.#entries.size;
  }

  get(requestId: string): RememberedResult | undefined {
    const entry = this.#entries.get(requestId);
    return entry && { result: unpackResult(entry.packed), hash: entry.hash };
  }

  /** Takes in a result in partition order, or an older one filled in later. The first `answered` of a request counts. */
  add(result: ResultRecord): void {
    const { ce_subject: requestId, ce_requesthash: hash, ce_type: type, ce_time: time } = result.headers;
    if (requestId === undefined || hash === undefined) {
      return;
    }
    if (type === checkRejected.type) {
      this.#reject(requestId, hash);
      return;
    }
    const known = this.#entries.get(requestId);
    if (known !== undefined && (known.isAnswer || type === checkDegraded.type)) {
      return;
    }
    this.#forget(requestId);
    const atMs = Date.parse(time ?? '') || this.#newestMs;
    this.#remember(requestId, { packed: packResult(result, this.#shared.slabs), hash, isAnswer: isAnswer(result), atMs });
    this.#trim();
  }

  clear(): void {
    for (const requestId of [...this.#entries.keys()]) {
      this.#forget(requestId);
    }
  }

  /** A re-check that ended without an answer: what was degraded is no longer to be repeated, it is judged anew. */
  #reject(requestId: string, hash: string): void {
    const known = this.#entries.get(requestId);
    if (known !== undefined && known.hash === hash && !known.isAnswer) {
      this.#forget(requestId);
    }
  }

  #remember(requestId: string, entry: Entry): void {
    this.#entries.set(requestId, entry);
    this.#shared.used += entry.packed.kept.length + OVERHEAD_BYTES;
    this.#newestMs = Math.max(this.#newestMs, entry.atMs);
  }

  #forget(requestId: string): void {
    const entry = this.#entries.get(requestId);
    if (entry !== undefined) {
      this.#entries.delete(requestId);
      this.#shared.used -= entry.packed.kept.length + OVERHEAD_BYTES;
      entry.packed.kept.release();
    }
  }

  #trim(): void {
    for (const [requestId, entry] of this.#entries) {
      const isOld = entry.atMs < this.#newestMs - HOUR_MS;
      if (!isOld && this.#entries.size <= this.#maxResults && this.#shared.used <= this.#shared.limit) {
        return;
      }
      this.#forget(requestId);
    }
  }
}

/** Whether a result may be repeated to whoever asks the same again. */
export function isRepeatable(result: ResultRecord): boolean {
  return result.headers['ce_type'] !== checkRejected.type;
}

/** Whether a result is mySecu's answer. */
export function isAnswer(result: ResultRecord): boolean {
  return result.headers['ce_type'] === checkAnswered.type;
}
