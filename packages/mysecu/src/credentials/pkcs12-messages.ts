import type { KeyObject } from 'node:crypto';
import type { CredentialSource, UnpackReason } from './unpack-pkcs12.ts';

/** A file for the thread that opens them. */
export interface UnpackAsked extends CredentialSource {
  readonly id: number;
}

/** What became of it: certificates in DER, as they are not the same objects on both threads. */
export type UnpackAnswered =
  | {
      readonly id: number;
      readonly certificate: Uint8Array;
      readonly privateKey: KeyObject;
      readonly chain: readonly Uint8Array[];
    }
  | { readonly id: number; readonly reason: UnpackReason };
