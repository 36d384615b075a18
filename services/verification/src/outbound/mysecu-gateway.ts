import type { CheckRequested } from '@officine/contracts';
import {
  type AskingContext,
  type Caller,
  type Credential,
  type Models,
  type MySecu,
  MySecuError,
  type Reading,
  type SessionToken,
  type SyncRequest,
  type VerifiedAnswer,
} from '@officine/mysecu';
import type { CredentialStore } from '@officine/service-kit';
import { TokenRefused } from '../application/failures.ts';
import type { MysecuAnswer } from '../application/mysecu-answer.ts';
import type { Clock, MySecuGateway, ValidToken } from '../application/ports.ts';

type Question = Parameters<MySecuGateway['ask']>[0];
type AnyReading = Reading<CheckRequested['check']>;

/** A question as its message model puts it, and how its answer is read. */
interface PutQuestion {
  readonly request: SyncRequest;
  read(answer: VerifiedAnswer): AnyReading;
}

/** Asks mySecu over SOAP, with the pharmacy's key and the message model of the check (mySecu protocol, 3.3). */
export class SoapGateway implements MySecuGateway {
  readonly #mysecu: Pick<MySecu, 'get'>;
  readonly #models: Models;
  readonly #credentials: Pick<CredentialStore<Credential>, 'of' | 'withFingerprint'>;
  readonly #clock: Clock;

  constructor(
    mysecu: Pick<MySecu, 'get'>,
    models: Models,
    credentials: Pick<CredentialStore<Credential>, 'of' | 'withFingerprint'>,
    clock: Clock,
  ) {
    this.#mysecu = mysecu;
    this.#models = models;
    this.#credentials = credentials;
    this.#clock = clock;
  }

  async ask({ request, pharmacy, token, signal }: Question): Promise<MysecuAnswer> {
    const { credential, bound } = await this.#pairOf(pharmacy.id, token);
    const { id, codePrestataire, eHealthId } = pharmacy;
    const caller: Caller = { pharmacy: id, codePrestataire, eHealthId, credential };
    const context = { codePrestataire: pharmacy.codePrestataire, at: new Date(this.#clock.wallMs()) };
    const question = this.#put(request, context);
    try {
      const { value, correlationId } = await this.#mysecu.get(caller, sessionOf(bound), question.request, { signal });
      return { check: request.check, ...question.read(value), ...(correlationId !== undefined && { correlationId }) };
    } catch (error) {
      throw error instanceof MySecuError && error.tokenRefused ? refusedAs(error) : error;
    }
  }

  /**
   * A token and the key that it is bound to (mySecu protocol, 1). While a certificate is being replaced, files and tokens arrive in
   * this process in their own time: the pair that is complete here is used, the new one first.
   */
  async #pairOf(pharmacy: string, token: ValidToken): Promise<{ credential: Credential; bound: Omit<ValidToken, 'former'> }> {
    const { former } = token;
    for (const bound of [token, ...(former === undefined ? [] : [former])]) {
      const known =
        bound.certificate === undefined ? undefined : await this.#credentials.withFingerprint(pharmacy, bound.certificate);
      if (known !== undefined && bound.expiresAtMs > this.#clock.wallMs()) {
        return { credential: known.credential, bound };
      }
    }
    return { credential: (await this.#credentials.of(pharmacy)).credential, bound: token };
  }

  #put(request: CheckRequested, context: AskingContext): PutQuestion {
    switch (request.check) {
      case 'affiliation':
        return put(this.#models.for('affiliation'), request.affiliation, context);
      case 'accident':
        return put(this.#models.for('accident'), request.accident, context);
      case 'prescriber':
        return put(this.#models.for('prescriber'), request.prescriber, context);
    }
  }
}

/** What this gateway needs of a message model. */
interface Model<Q> {
  request(question: Q, context: AskingContext): SyncRequest;
  read(answer: VerifiedAnswer, question: Q, context: AskingContext): AnyReading;
}

function put<Q>(model: Model<Q>, question: Q, context: AskingContext): PutQuestion {
  return { request: model.request(question, context), read: (answer) => model.read(answer, question, context) };
}

function sessionOf({ xml, tokenId, issuedAtMs, expiresAtMs }: Omit<ValidToken, 'former'>): SessionToken {
  return { xml, id: tokenId, issuedAt: new Date(issuedAtMs), expiresAt: new Date(expiresAtMs) };
}

function refusedAs(error: MySecuError): TokenRefused {
  const { detail, correlationId } = error.details;
  return new TokenRefused({ cause: error, ...(detail && { detail }), ...(correlationId && { correlationId }) });
}
