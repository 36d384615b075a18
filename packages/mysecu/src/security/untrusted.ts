/** Why a message is not believed. One reason each, so that the operator and the attack corpus can tell them apart. */
export type UntrustedReason =
  | 'too-large'
  | 'too-deep'
  | 'too-many-attributes'
  | 'too-many-namespaces'
  | 'too-many-elements'
  | 'too-many-prefixes'
  | 'not-utf8'
  | 'doctype'
  | 'processing-instruction'
  | 'not-well-formed'
  | 'not-soap'
  | 'unsigned'
  | 'several-signatures'
  | 'misplaced-signature'
  | 'malformed-signature'
  | 'comment-in-signature'
  | 'duplicate-id'
  | 'algorithm-not-allowed'
  | 'transform-not-allowed'
  | 'reference-not-local'
  | 'reference-missing'
  | 'reference-unexpected'
  | 'signer-not-named'
  | 'wrong-signer'
  | 'signer-not-valid-now'
  | 'empty-canonical-form'
  | 'digest-mismatch'
  | 'signature-mismatch'
  | 'wrong-body'
  | 'assertion-missing'
  | 'assertion-issuer'
  | 'assertion-subject'
  | 'assertion-not-yet-valid'
  | 'assertion-expired'
  | 'assertion-other-holder'
  | 'assertion-other-request'
  | 'assertion-other-audience'
  | 'assertion-broken-in-request';

/** Thrown when a message must not be believed; carries no content of the message. */
export class UntrustedMessage extends Error {
  override readonly name = 'UntrustedMessage';
  readonly reason: UntrustedReason;

  constructor(reason: UntrustedReason, options?: { readonly cause?: unknown }) {
    super(reason, options);
    this.reason = reason;
  }
}
