import type { Position } from '@officine/kafka';

type Place = Pick<Position, 'partition' | 'offset'>;

/**
 * What this replica recorded itself and has not read back yet: in force until then, and no longer. The acknowledgement of a record may
 * come after the record was read; kept all the same, it would hide what other replicas record later.
 */
export class OwnAcceptances {
  readonly #written = new Map<string, { readonly version: string; readonly offset: bigint }>();
  readonly #readTo = new Map<number, bigint>();

  /** A record of ours was acknowledged. */
  wrote(key: string, version: string, { partition, offset }: Place): void {
    if (offset > (this.#readTo.get(partition) ?? -1n)) {
      this.#written.set(key, { version, offset });
    }
  }

  /** A record of anybody's was read. */
  read(key: string, { partition, offset }: Place): void {
    this.#readTo.set(partition, offset);
    const own = this.#written.get(key);
    if (own !== undefined && own.offset <= offset) {
      this.#written.delete(key);
    }
  }

  /** The version that this replica recorded and has not read back. */
  version(key: string): string | undefined {
    return this.#written.get(key)?.version;
  }
}
