import { type CallStep, type ControlPharmacy, OfficineError } from '@officine/contracts';
import type { Assertion, Attempt, Caller, CallOptions, Credential, Exchange, MySecu, SessionToken } from '@officine/mysecu';
import type { CredentialStore } from '@officine/service-kit';
import { ATTR, METRIC, SPAN, withSpan } from '@officine/telemetry';
import { metrics, type Span } from '@opentelemetry/api';
import type { AuditTrail, CallLog, ObtainedToken, TokenSource } from '../application/ports.ts';
import type { ValidToken } from '../domain/token-state.ts';

const SPANS = { identity: SPAN.mysecuIdentity, token: SPAN.mysecuToken, cancel: SPAN.mysecuCancel } as const;

/** Obtains and cancels tokens over SOAP (mySecu protocol, 3.1 and 3.2): every call is counted, traced and recorded for audit. */
export class SoapTokenSource implements TokenSource {
  readonly #mysecu: Pick<MySecu, 'authenticate' | 'issue' | 'cancel'>;
  readonly #credentials: Pick<CredentialStore<Credential>, 'of' | 'withFingerprint'>;
  readonly #audit: AuditTrail;
  readonly #calls: CallLog;
  readonly #exchanges = metrics
    .getMeter('officine')
    .createCounter(METRIC.tokenExchanges, { description: 'Calls for tokens by step and outcome' });

  constructor(parts: {
    readonly mysecu: Pick<MySecu, 'authenticate' | 'issue' | 'cancel'>;
    readonly credentials: Pick<CredentialStore<Credential>, 'of' | 'withFingerprint'>;
    readonly audit: AuditTrail;
    readonly calls: CallLog;
  }) {
    this.#mysecu = parts.mysecu;
    this.#credentials = parts.credentials;
    this.#audit = parts.audit;
    this.#calls = parts.calls;
  }

  async obtain(pharmacy: ControlPharmacy): Promise<ObtainedToken> {
    const caller = await this.#callerOf(pharmacy);
    const assertion = pharmacy.authentication === 'esante' ? await this.#authenticate(pharmacy, caller) : null;
    const issue = (options: CallOptions) => this.#mysecu.issue(caller, assertion, options);
    const { value, correlationId } = await this.#call<SessionToken>(pharmacy, 'token', 'token.issued', issue);
    const { xml: token, id: tokenId, issuedAt, expiresAt } = value;
    const { fingerprint: certificate } = caller.credential;
    return { token, tokenId, issuedAt, expiresAt, certificate, ...(correlationId !== undefined && { correlationId }) };
  }

  async cancel(pharmacy: ControlPharmacy, token: ValidToken): Promise<void> {
    const caller = await this.#callerOf(pharmacy, token.certificate);
    const session: SessionToken = {
      xml: token.token,
      id: token.tokenId,
      issuedAt: new Date(token.issuedAt),
      expiresAt: new Date(token.expiresAt),
    };
    await this.#call(pharmacy, 'cancel', 'token.cancelled', (options) => this.#mysecu.cancel(caller, session, options));
  }

  async #authenticate(pharmacy: ControlPharmacy, caller: Caller): Promise<Assertion> {
    const authenticate = (options: CallOptions) => this.#mysecu.authenticate(caller, options);
    return (await this.#call<Assertion>(pharmacy, 'identity', 'token.identity', authenticate)).value;
  }

  /** `madeWith`: the certificate that a token is bound to, which alone may cancel it. */
  async #callerOf({ id, codePrestataire, eHealthId, authentication }: ControlPharmacy, madeWith?: string): Promise<Caller> {
    const bound = madeWith === undefined ? undefined : await this.#credentials.withFingerprint(id, madeWith);
    const { credential, usernameToken } = bound ?? (await this.#credentials.of(id));
    const caller = { pharmacy: id, codePrestataire, eHealthId, credential };
    if (authentication === 'esante') {
      return caller;
    }
    if (usernameToken === undefined) {
      throw new OfficineError('certificate-unreadable', { step: 'token', detail: 'no-username-file' });
    }
    return { ...caller, usernameToken };
  }

  async #call<T>(
    { id, vendor }: ControlPharmacy,
    step: Exclude<CallStep, 'get'>,
    action: 'token.identity' | 'token.issued' | 'token.cancelled',
    call: (options: CallOptions) => Promise<Exchange<T>>,
  ): Promise<Exchange<T>> {
    return await withSpan(
      SPANS[step],
      { kind: 'client', attributes: { [ATTR.step]: step, [ATTR.pharmacy]: id } },
      async (span) => {
        let ended: Attempt | undefined;
        const onAttempt = (attempt: Attempt): void => {
          ended = attempt;
        };
        try {
          return await call({ onAttempt });
        } finally {
          // A failure before anything left, such as an assertion that has expired meanwhile, is no attempt.
          await this.#tell(ended, span, { action, vendor, pharmacy: id, step });
        }
      },
    );
  }

  async #tell(
    attempt: Attempt | undefined,
    span: Span,
    about: {
      readonly action: 'token.identity' | 'token.issued' | 'token.cancelled';
      readonly vendor: string;
      readonly pharmacy: string;
      readonly step: Exclude<CallStep, 'get'>;
    },
  ): Promise<void> {
    if (attempt === undefined) {
      return;
    }
    const { outcome, code, correlationId, kind } = attempt;
    const { step } = about;
    const correlated = correlationId === undefined ? {} : { correlationId };
    span.setAttributes({ [ATTR.outcome]: outcome, ...(correlationId !== undefined && { [ATTR.correlationId]: correlationId }) });
    this.#exchanges.add(1, { [ATTR.step]: step, [ATTR.outcome]: outcome });
    this.#calls.called({
      step,
      startedAt: attempt.startedAt.toISOString(),
      durationMs: Math.round(attempt.durationMs),
      outcome,
      ownFault: attempt.ownFault,
      ...(code !== undefined && { code }),
      ...(kind !== undefined && { detail: kind }),
      ...correlated,
    });
    await this.#audit.record({ ...about, outcome: code ?? outcome, ...correlated });
  }
}
