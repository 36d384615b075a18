import type { CheckRequested, ControlPharmacy } from '@officine/contracts';
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
import type { Clock, MySecuGateway, MysecuAnswer, ValidToken } from '../application/ports.ts';

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
  readonly #credentials: Pick<CredentialStore<Credential>, 'of'>;
  readonly #clock: Clock;

  constructor(mysecu: Pick<MySecu, 'get'>, models: Models, credentials: Pick<CredentialStore<Credential>, 'of'>, clock: Clock) {
    this.#mysecu = mysecu;
    this.#models = models;
    this.#credentials = credentials;
    this.#clock = clock;
  }

  async ask({ request, pharmacy, token, signal }: Question): Promise<MysecuAnswer> {
    const caller = await this.#callerOf(pharmacy);
    const context = { codePrestataire: pharmacy.codePrestataire, at: new Date(this.#clock.wallMs()) };
    const question = this.#put(request, context);
    try {
      const { value, correlationId } = await this.#mysecu.get(caller, sessionOf(token), question.request, { signal });
      return { check: request.check, ...question.read(value), ...(correlationId !== undefined && { correlationId }) };
    } catch (error) {
      throw error instanceof MySecuError && error.tokenRefused ? refusedAs(error) : error;
    }
  }

  async #callerOf({ id, codePrestataire, eHealthId }: ControlPharmacy): Promise<Caller> {
    const { credential } = await this.#credentials.of(id);
    return { pharmacy: id, codePrestataire, eHealthId, credential };
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

function sessionOf({ xml, tokenId, issuedAtMs, expiresAtMs }: ValidToken): SessionToken {
  return { xml, id: tokenId, issuedAt: new Date(issuedAtMs), expiresAt: new Date(expiresAtMs) };
}

function refusedAs(error: MySecuError): TokenRefused {
  const { detail, correlationId } = error.details;
  return new TokenRefused({ cause: error, ...(detail && { detail }), ...(correlationId && { correlationId }) });
}
