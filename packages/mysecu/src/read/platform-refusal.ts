import type { ErrorCode } from '@officine/contracts';
import type { FaultKind } from '../errors.ts';

/** Thrown when the platform refused a call in its own words: a Fault, or a SAML status. A technical outcome, never a verdict. */
export class PlatformRefusal extends Error {
  override readonly name = 'PlatformRefusal';
  readonly code: ErrorCode;
  readonly kind: FaultKind;
  /** Bounded, and free of what could name a person. */
  readonly platformText: string;

  constructor(code: ErrorCode, kind: FaultKind, platformText: string) {
    super(kind);
    this.code = code;
    this.kind = kind;
    this.platformText = platformText;
  }
}
