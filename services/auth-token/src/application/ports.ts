import type { AuditRecorded, ControlPharmacy, ControlSuspension, MysecuCalled, VendorNoticed } from '@officine/contracts';
import type { KnownToken, ValidToken } from '../domain/token-state.ts';

/** A token as eSanté and the token service gave it. */
export interface ObtainedToken {
  /** Not secret: a digest of the token. */
  readonly tokenId: string;
  readonly token: string;
  readonly issuedAt: Date;
  readonly expiresAt: Date;
  /** Fingerprint of the certificate that it was made with. */
  readonly certificate?: string;
  readonly correlationId?: string;
}

/** eSanté's identity provider and mySecu's token service. */
export interface TokenSource {
  /** Rejects with an `OfficineError`. */
  obtain(pharmacy: ControlPharmacy): Promise<ObtainedToken>;
  /** Ends a token at mySecu. Rejects with an `OfficineError`. */
  cancel(pharmacy: ControlPharmacy, token: ValidToken): Promise<void>;
}

/** The tokens topic: what is known, and the last word on each pharmacy. */
export interface Tokens {
  known(pharmacy: string): KnownToken | undefined;
  all(): KnownToken[];
  /** Resolves when the word is acknowledged by Kafka. */
  publish(known: KnownToken): Promise<void>;
  /** Valid tokens whose records were sealed with another key than the one in use. */
  sealedBefore(): KnownToken[];
  /** Writes a tombstone. */
  remove(pharmacy: string): Promise<void>;
}

/** The part of control that tokens depend on. */
export interface Control {
  isFresh(): boolean;
  pharmacies(): readonly ControlPharmacy[];
  pharmacy(id: string): ControlPharmacy | undefined;
  suspendedBy(target: { readonly vendor?: string; readonly pharmacy?: string }, at: Date): ControlSuspension | undefined;
}

/** Whether a pharmacy's token is ours to care for: its partition of the token requests is assigned to this replica. */
export type Owns = (pharmacy: string) => boolean;

/** Names the present state of a pharmacy's credential files. */
export interface CredentialVersions {
  version(pharmacy: string): Promise<string>;
}

/** Where facts go that the contract obliges us to prove. */
export interface AuditTrail {
  /** Resolves when the fact is acknowledged by Kafka. */
  record(
    fact: Pick<AuditRecorded, 'action' | 'pharmacy' | 'step' | 'outcome' | 'correlationId'> & { readonly vendor: string },
  ): Promise<void>;
}

/** Where calls are counted; never fails the caller. */
export interface CallLog {
  called(call: Omit<MysecuCalled, 'environment' | 'traceId'>): void;
}

/** Notices to a vendor. */
export interface Notices {
  publish(vendor: string, id: string, notice: VendorNoticed): Promise<void>;
}

export type Clock = () => Date;
