import type { InboundRecord } from '../records/record.ts';

/** A record that was finished although nothing in the companion answers it. */
export interface Gap {
  readonly partition: number;
  readonly offset: bigint;
}

/** How lead and companion records name each other: a lead record is answered by whatever bears one of its names. */
export interface GapNames {
  /** The names of a lead record: its position, its id. */
  asked(record: InboundRecord): readonly string[];
  /** The names that a companion record answers. */
  answered(record: InboundRecord): readonly string[];
}

export interface GapDetectorOptions {
  readonly names: GapNames;
  /** How long after a record was finished its answer may take to be read back, ms. */
  readonly graceMs: number;
  /** Whether the companion's partition is read to its end, so that what is not there does not exist. */
  readonly isComplete: (partition: number) => boolean;
  readonly onMissing: (gaps: readonly Gap[]) => void;
  readonly now?: () => number;
}

interface Open extends Gap {
  readonly names: readonly string[];
  finishedAt: number | undefined;
  told: boolean;
}

/** The records of one partition whose answer was not read yet. */
interface Opens {
  readonly byOffset: Map<bigint, Open>;
  /** Nearly always one; a set for each name would take more memory than all the rest. */
  readonly byName: Map<string, readonly Open[]>;
}

/**
 * Compares what was handled with what can be read back from the broker: an acknowledgement that wrote nothing, or a handler that
 * published nothing, shows as a lead record without an answer. Holds only records under way and those that miss theirs.
 */
export class GapDetector {
  readonly #options: GapDetectorOptions & { readonly now: () => number };
  readonly #partitions = new Map<number, Opens>();

  constructor(options: GapDetectorOptions) {
    this.#options = { now: () => performance.now(), ...options };
  }

  /** A lead record is being handled: its answer may come from now on. */
  begun(record: InboundRecord): void {
    const { partition, offset } = record;
    const open: Open = { partition, offset, names: this.#options.names.asked(record), finishedAt: undefined, told: false };
    const opens = this.#partitions.get(partition) ?? { byOffset: new Map(), byName: new Map() };
    this.#partitions.set(partition, opens);
    opens.byOffset.set(offset, open);
    for (const name of open.names) {
      opens.byName.set(name, [...(opens.byName.get(name) ?? []), open]);
    }
  }

  /** Its answer had been read before it was begun: none is due. */
  answeredBefore({ partition, offset }: InboundRecord): void {
    const opens = this.#partitions.get(partition);
    const open = opens?.byOffset.get(offset);
    if (opens !== undefined && open !== undefined) {
      close(opens, open);
    }
  }

  /** Its handling has ended well: from now on its answer is due. */
  finished({ partition, offset }: InboundRecord): void {
    const open = this.#partitions.get(partition)?.byOffset.get(offset);
    if (open !== undefined) {
      open.finishedAt = this.#options.now();
    }
  }

  /** A companion record was read. */
  answered(record: InboundRecord): void {
    const opens = this.#partitions.get(record.partition);
    if (opens === undefined || opens.byOffset.size === 0) {
      return;
    }
    for (const name of this.#options.names.answered(record)) {
      // Several where an id was asked repeatedly: what answers one of them answers all.
      for (const open of opens.byName.get(name) ?? []) {
        close(opens, open);
      }
    }
  }

  /** The partition is somebody else's: so are its gaps. */
  forget(partition: number): void {
    this.#partitions.delete(partition);
  }

  /** Records whose answer is missing now. */
  missing(): readonly Gap[] {
    return this.#overdue();
  }

  /** Looks once, and tells of each gap that was not told of before. */
  look(): void {
    const untold = this.#overdue().filter(({ told }) => !told);
    for (const open of untold) {
      open.told = true;
    }
    if (untold.length > 0) {
      this.#options.onMissing(untold.map(({ partition, offset }) => ({ partition, offset })));
    }
  }

  #overdue(): Open[] {
    const { now, graceMs, isComplete } = this.#options;
    const latest = now() - graceMs;
    return [...this.#partitions].flatMap(([partition, { byOffset }]) =>
      isComplete(partition) ? [...byOffset.values()].filter(({ finishedAt = latest + 1 }) => finishedAt <= latest) : [],
    );
  }
}

function close({ byOffset, byName }: Opens, open: Open): void {
  byOffset.delete(open.offset);
  for (const name of open.names) {
    const namesakes = byName.get(name)?.filter((other) => other !== open) ?? [];
    if (namesakes.length === 0) {
      byName.delete(name);
    } else {
      byName.set(name, namesakes);
    }
  }
}
