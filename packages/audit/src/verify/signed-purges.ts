import type { KeyObject } from 'node:crypto';
import { type PurgeClaims, readPurge } from '../purges/purge-record.ts';
import type { Finding } from './finding.ts';
import type { TrailSource } from './trail-source.ts';

/** The purge records of a trail that the audit signed; those that a later one has overtaken are forgotten. */
export class SignedPurges {
  readonly #ofChain = new Map<string, PurgeClaims[]>();
  readonly findings: Finding[] = [];
  /** Of all, signed or not. */
  count = 0;

  static async read(source: TrailSource, publicKeys: readonly KeyObject[]): Promise<SignedPurges> {
    const purges = new SignedPurges();
    for await (const jws of source.purges()) {
      purges.count += 1;
      const purge = await readPurge(jws, publicKeys);
      if (purge === undefined) {
        const detail = 'a purge record is not signed by the audit';
        purges.findings.push({ kind: 'edited', chain: 'purges', seq: purges.count, detail });
      } else {
        const { jws: _, ...claims } = purge;
        purges.#take(claims);
      }
    }
    return purges;
  }

  of(chain: string): readonly PurgeClaims[] {
    return this.#ofChain.get(chain) ?? [];
  }

  /** What a purge of links has passed is not asked for any more: memory does not grow with the years. */
  #take(claims: PurgeClaims): void {
    const known = this.#ofChain.get(claims.chain) ?? [];
    const rest = claims.kind === 'chain' ? known.filter(({ to }) => to > claims.to) : known;
    this.#ofChain.set(claims.chain, [...rest, claims]);
  }
}
