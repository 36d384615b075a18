import { createAuthnRequest } from './create/authn-request.ts';
import { createCancelToken } from './create/cancel-token.ts';
import { createIssueWithAssertion, createIssueWithUsername } from './create/issue-token.ts';
import { newId } from './create/message-id.ts';
import { createSyncExchange } from './create/sync-exchange.ts';
import { CredentialError } from './credentials/credential.ts';
import type { Assertion, Caller, CallOptions, Exchange, SessionToken, SyncRequest, VerifiedAnswer } from './exchange.ts';
import { readAssertion } from './read/assertion.ts';
import { SeenOnce } from './read/seen-once.ts';
import { readSyncAnswer } from './read/sync-answer.ts';
import { assertCancelled, readTokenAnswer } from './read/token-answer.ts';
import { UnusableAnswer } from './read/unusable-answer.ts';
import { TrustedSigners } from './security/trusted-signers.ts';
import { assertAssertionIntact } from './security/verify-assertion.ts';
import { Courier } from './send/courier.ts';
import { post, type Transport } from './send/post.ts';
import { SyncExchangeClient } from './send/sync-exchange-client.ts';
import type { MySecuSettings } from './wire/settings.ts';
import { parseWireProfile, type WireProfile } from './wire/wire-profile.ts';

/** The wire to eSanté and mySecu: three calls in order, and logout (protocol, section 3). Never retries: that is its caller's to decide. */
export interface MySecu {
  /** Step 1, at the eSanté identity provider (section 3.1). Thrown when there is no believed assertion: MySecuError. */
  authenticate(caller: Caller, options?: CallOptions): Promise<Exchange<Assertion>>;
  /** Step 2, at the token service (section 3.2); null means UsernameToken mode. Thrown when there is no token: MySecuError. */
  issue(caller: Caller, assertion: Assertion | null, options?: CallOptions): Promise<Exchange<SessionToken>>;
  /** Logout (section 3.2). Thrown when it is not confirmed: MySecuError. */
  cancel(caller: Caller, token: SessionToken, options?: CallOptions): Promise<Exchange<void>>;
  /** Step 3, the business call (section 3.3). Thrown when there is no believed answer: MySecuError; `tokenRefused` tells a stale token. */
  get(caller: Caller, token: SessionToken, request: SyncRequest, options?: CallOptions): Promise<Exchange<VerifiedAnswer>>;
  /** Closes all connections. */
  close(): Promise<void>;
}

/** Opens the wire. Thrown when a setting cannot be used, such as a signer file without a certificate: Error. */
export async function createMySecu(settings: MySecuSettings, transport: Transport = post): Promise<MySecu> {
  return new SoapMySecu(settings, await SyncExchangeClient.create(settings.serviceUrl), transport);
}

class SoapMySecu implements MySecu {
  readonly #settings: MySecuSettings;
  readonly #wire: WireProfile;
  readonly #now: () => Date;
  readonly #soap: SyncExchangeClient;
  readonly #platform: Courier;
  readonly #identityProvider: Courier | undefined;
  readonly #signers: TrustedSigners;
  readonly #tokenSigners: TrustedSigners;
  readonly #assertionSigners: TrustedSigners | undefined;
  readonly #answers = new SeenOnce(10_000);

  constructor(settings: MySecuSettings, soap: SyncExchangeClient, transport: Transport) {
    const { identityProvider } = settings;
    this.#settings = settings;
    this.#wire = settings.wire ?? parseWireProfile({});
    this.#now = settings.now ?? (() => new Date());
    this.#soap = soap;
    this.#platform = new Courier(settings, settings.tlsCa, this.#wire, transport);
    this.#identityProvider = identityProvider && new Courier(settings, identityProvider.tlsCa, this.#wire, transport);
    this.#signers = TrustedSigners.fromPem(settings.signers);
    this.#tokenSigners = settings.tokenSigners === undefined ? this.#signers : TrustedSigners.fromPem(settings.tokenSigners);
    this.#assertionSigners = identityProvider && TrustedSigners.fromPem(identityProvider.signers);
  }

  async authenticate(caller: Caller, options: CallOptions = {}): Promise<Exchange<Assertion>> {
    const { identityProvider } = this.#settings;
    const trust = this.#assertionSigners;
    if (identityProvider === undefined || this.#identityProvider === undefined || trust === undefined) {
      throw new Error('no identity provider is configured: only UsernameToken mode is possible');
    }
    const { destination, url } = identityProvider;
    const id = newId('AuthnRequest');
    const baseUrl = this.#wire.authnRequestBaseUrl ?? new URL(this.#settings.serviceUrl).origin;
    return this.#identityProvider.call('identity', caller, options, async ({ post, read }) => {
      const reply = await post(
        url,
        await createAuthnRequest(caller, { id, destination, baseUrl, at: this.#now(), wire: this.#wire }),
      );
      const asked = { caller, requestId: id, audience: this.#wire.assertionAudience ?? baseUrl };
      return read(reply, (message) => readAssertion(message, { asked, trust, at: this.#now(), wire: this.#wire }).assertion);
    });
  }

  async issue(caller: Caller, assertion: Assertion | null, options: CallOptions = {}): Promise<Exchange<SessionToken>> {
    return this.#platform.call('token', caller, options, async ({ post, read }) => {
      const reply = await post(this.#settings.tokenUrl, await this.#tokenRequest(caller, assertion));
      return read(reply, (message) => readTokenAnswer(message, this.#tokenExpectation()));
    });
  }

  async cancel(caller: Caller, token: SessionToken, options: CallOptions = {}): Promise<Exchange<void>> {
    return this.#platform.call('cancel', caller, options, async ({ post, read }) => {
      const reply = await post(this.#settings.tokenUrl, await createCancelToken(caller, token, this.#wire));
      return read(reply, (message) => assertCancelled(message, this.#tokenExpectation()));
    });
  }

  async get(
    caller: Caller,
    token: SessionToken,
    request: SyncRequest,
    options: CallOptions = {},
  ): Promise<Exchange<VerifiedAnswer>> {
    return this.#platform.call('get', caller, options, async ({ post, read }) => {
      const parts = await createSyncExchange(caller, token, request, this.#wire.keyInfo.get);
      const reply = await this.#soap.get(parts, (envelope) => post(this.#settings.serviceUrl, envelope));
      return read(reply, (message, correlationId) => {
        const answer = readSyncAnswer(message, this.#signers, this.#now());
        // Answers carry no Timestamp: an id met before is the one sign of a replay that they have (section 3.5).
        if (correlationId !== undefined && !this.#answers.add(correlationId)) throw new UnusableAnswer('replayed');
        return correlationId === undefined ? answer : { ...answer, correlationId };
      });
    });
  }

  async close(): Promise<void> {
    this.#platform.close();
    this.#identityProvider?.close();
  }

  async #tokenRequest(caller: Caller, assertion: Assertion | null): Promise<string> {
    const plan = { appliesTo: this.#settings.serviceUrl, at: this.#now(), wire: this.#wire };
    if (assertion !== null) {
      const envelope = await createIssueWithAssertion(caller, assertion, plan);
      // Carried into another message, an assertion can lose its signature without anybody noticing but the platform (section 3.5).
      if (this.#assertionSigners !== undefined) assertAssertionIntact(envelope, this.#assertionSigners, this.#now());
      return envelope;
    }
    if (caller.usernameToken === undefined) throw new CredentialError('no-username');
    return createIssueWithUsername(caller, caller.usernameToken, plan);
  }

  #tokenExpectation() {
    return { trust: this.#tokenSigners, at: this.#now(), wire: this.#wire };
  }
}
