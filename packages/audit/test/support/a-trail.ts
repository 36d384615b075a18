import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { contentOf, type FactData } from '../../src/chain/content.ts';
import { hashText } from '../../src/chain/hashes.ts';
import { emptyHead, link } from '../../src/chain/link.ts';
import type { ChainEntry, ContentRecord } from '../../src/chain/records.ts';
import { type Checkpoint, signCheckpoint } from '../../src/checkpoints/checkpoint.ts';
import { type Signer, signerOf } from '../../src/checkpoints/signing.ts';

export const CHAIN = 'test/officine.audit.events.v1/0/1';

export async function aSigner(): Promise<Signer> {
  const { privateKey } = generateKeyPairSync('ed25519');
  return signerOf(privateKey.export({ type: 'pkcs8', format: 'pem' }).toString());
}

export function aFact(index: number, more: Partial<FactData> = {}): FactData {
  return {
    action: 'check.answered',
    at: new Date(Date.UTC(2026, 10, 1) + index * 1_000).toISOString(),
    environment: 'certification',
    service: 'verification',
    vendor: 'acme',
    pharmacy: `ph-${String(index % 7).padStart(4, '0')}`,
    user: `user-ref-${index % 11}`,
    subject: `subject-ref-${index % 13}`,
    check: 'affiliation',
    requestId: `r-${index}`,
    correlationId: `Id-${index}`,
    traceId: index.toString(16).padStart(32, '0'),
    outcome: 'affiliated',
    ...more,
  };
}

/** `count` records of one chain, offsets with gaps as transactions leave them. */
export function someContents(count: number, chain = CHAIN): ContentRecord[] {
  return Array.from({ length: count }, (_, index) =>
    contentOf({ id: `e-${chain}-${index}`, source: '/test', chain, offset: index * 2, data: aFact(index) }),
  );
}

export interface ATrail {
  readonly signer: Signer;
  readonly publicKeys: readonly KeyObject[];
  entries: ChainEntry[];
  contents: ContentRecord[];
  checkpoints: string[];
  purges: string[];
  readonly signed: readonly Checkpoint[];
}

/** A sound trail with a checkpoint at each of `at`. */
export async function aTrail(count: number, at: readonly number[]): Promise<ATrail> {
  const signer = await aSigner();
  const contents = someContents(count);
  const entries = link(emptyHead(CHAIN), contents);
  const signed: Checkpoint[] = [];
  for (const [index, seq] of at.entries()) {
    signed.push(
      await signCheckpoint(signer, {
        number: index + 1,
        previous: signed.at(-1)?.hash ?? null,
        chain: CHAIN,
        seq,
        head: hashText(entries[seq]!.hash),
        at: '2026-11-01T12:00:00Z',
      }),
    );
  }
  return {
    signer,
    publicKeys: [signer.publicKey],
    entries,
    contents,
    checkpoints: signed.map(({ jws }) => jws),
    purges: [],
    signed,
  };
}
