import { checkAnswered, checkDegraded, checkRejected } from '@officine/contracts';
import { type PackedResult, packResult, unpackResult } from './packed-result.ts';
import type { ResultRecord } from './result-record.ts';
import { Slabs } from './slabs.ts';

const HASH = 'ce_requesthash';
const HOUR_MS = 3_600_000;
const MAX_RESULTS = 100_000;
const MAX_SHARED_BYTES = 56 * 1024 * 1024;
/** What an entry costs beside its packed bytes: itself, its id, a slot in the map and one in the set. */
const OVERHEAD_BYTES = 320;

/**
 * The memory that all windows of a process may use together. What came first goes first, whichever window it is in: a busy partition takes
 * from a quiet one only what is older than its own, and the slabs in which they lie side by side become free as a whole.
 */
export class SharedBytes {
  readonly limit: number;
  readonly slabs: Slabs;
  /** In the order in which they came. */
  readonly #entries = new Set<Entry>();
  /** Stands before the oldest. Begun anew each time it would pass over the places of all that went, which a set keeps for long. */
  #oldestFirst = this.#entries.values();
  #used = 0;

  constructor(limit: number = MAX_SHARED_BYTES, slabs: Slabs = new Slabs()) {
    this.limit = limit;
    this.slabs = slabs;
  }

  get used(): number {
    return this.#used;
  }

  /** Takes an entry in. Its `forget` is called when the memory is needed for younger ones, and has to give it back. */
  take(entry: Entry): void {
    this.#entries.add(entry);
    this.#used += bytesOf(entry);
    while (this.#used > this.limit) {
      const { value: oldest } = this.#oldestFirst.next();
      if (oldest === undefined) {
        this.#oldestFirst = this.#entries.values();
      } else {
        oldest.forget(oldest.requestId);
      }
    }
  }

  giveBack(entry: Entry): void {
    if (this.#entries.delete(entry)) {
      this.#used -= bytesOf(entry);
      this.slabs.release(entry);
    }
  }
}

/** A result that may be repeated. */
export interface RememberedResult {
  readonly result: ResultRecord;
  readonly hash: string;
}

/** One flat object, as there are very many: what is seldom needed stands in the packed bytes alone. */
interface Entry extends PackedResult {
  readonly requestId: string;
  /** Its window's: there are too many entries for a function each. */
  readonly forget: (requestId: string) => void;
  readonly isAnswer: boolean;
  readonly atMs: number;
}

function bytesOf({ length }: Entry): number {
  return length + OVERHEAD_BYTES;
}

/** The answered and degraded results of the last hour of one partition, bounded in number and in memory. */
export class ResultWindow {
  readonly #entries = new Map<string, Entry>();
  readonly #shared: SharedBytes;
  readonly #maxResults: number;
  readonly #forget = (requestId: string): void => {
    const entry = this.#entries.get(requestId);
    if (entry !== undefined) {
      this.#entries.delete(requestId);
      this.#shared.giveBack(entry);
    }
  };
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
    if (entry === undefined) {
      return undefined;
    }
    const result = unpackResult(entry, this.#shared.slabs);
    return { result, hash: result.headers[HASH] ?? '' };
  }

  /** Takes in a result in partition order, or an older one filled in later. The first `answered` of a request counts. */
  add(result: ResultRecord): void {
    const { ce_subject: requestId, [HASH]: hash, ce_type: type, ce_time: time } = result.headers;
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
    const packed = packResult(result, this.#shared.slabs);
    this.#remember({ ...packed, requestId, forget: this.#forget, isAnswer: isAnswer(result), atMs });
    this.#trim();
  }

  clear(): void {
    for (const requestId of [...this.#entries.keys()]) {
      this.#forget(requestId);
    }
  }

  /** A re-check that ended without an answer: what was degraded is no longer to be repeated, it is judged anew. */
  #reject(requestId: string, hash: string): void {
    const known = this.get(requestId);
    if (known?.hash === hash && !isAnswer(known.result)) {
      this.#forget(requestId);
    }
  }

  #remember(entry: Entry): void {
    this.#entries.set(entry.requestId, entry);
    this.#newestMs = Math.max(this.#newestMs, entry.atMs);
    this.#shared.take(entry);
  }

  #trim(): void {
    for (const [requestId, entry] of this.#entries) {
      const isOld = entry.atMs < this.#newestMs - HOUR_MS;
      if (!isOld && this.#entries.size <= this.#maxResults) {
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
