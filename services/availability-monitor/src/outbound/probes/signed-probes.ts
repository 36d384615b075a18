import type { CallStep, ControlPharmacy } from '@officine/contracts';
import {
  type Assertion,
  type Attempt,
  type Caller,
  type CallOptions,
  type Credential,
  CredentialError,
  type Models,
  type MySecu,
  MySecuError,
  type SessionToken,
} from '@officine/mysecu';
import { ATTR, activeTraceId, SPAN, withSpan } from '@officine/telemetry';
import type { Probe } from '../../application/ports.ts';
import type { Finding, Observation, StepCheck } from '../../domain/step-check.ts';
import type { Plan } from '../../plan.ts';
import { isOurOwn } from './blind.ts';

/** Whom the signed probes speak for, and what tells the others of their calls. */
export interface SignedProbesOptions {
  readonly mysecu: Pick<MySecu, 'authenticate' | 'issue' | 'get' | 'cancel'>;
  readonly models: Models;
  readonly identity: NonNullable<Plan['identity']>;
  readonly pharmacy: () => ControlPharmacy | undefined;
  readonly credential: (pharmacy: string) => Promise<{ credential: Credential; usernameToken?: Caller['usernameToken'] }>;
  /** The call is told to the audit before its finding counts (R5). */
  readonly told: (pharmacy: ControlPharmacy, attempt: Attempt, traceId: string | undefined) => Promise<void>;
}

const SPANS = { identity: SPAN.mysecuIdentity, token: SPAN.mysecuToken, get: SPAN.mysecuGet, cancel: SPAN.mysecuCancel } as const;
/** A token or an assertion that ends sooner is not passed on. */
const LEAST_LIFE_MS = 10_000;
const TODAY = new Intl.DateTimeFormat('en-CA', { timeZone: 'Europe/Luxembourg', dateStyle: 'short' });

/** The whole way that a pharmacy's check goes, signed at each step, each step handing its result to the next (protocol, section 3). */
export class SignedProbes {
  readonly #options: SignedProbesOptions;
  #assertion: Assertion | undefined;
  #token: SessionToken | undefined;

  constructor(options: SignedProbesOptions) {
    this.#options = options;
  }

  /** Whether the pharmacy of the probes is known to control and open: otherwise the shallow probes stand in. */
  get usable(): boolean {
    const pharmacy = this.#options.pharmacy();
    return pharmacy !== undefined && (pharmacy.closed === null || pharmacy.closed > TODAY.format(new Date()));
  }

  identity(): Probe {
    return this.#probe('identity', async (pharmacy, caller, call) => {
      if (pharmacy.authentication === 'esante') {
        this.#assertion = await this.#authenticate(caller, call);
      }
    });
  }

  token(): Probe {
    return this.#probe('token', async (pharmacy, caller, call) => {
      const fresh = await this.#issue(pharmacy, caller, call);
      const former = this.#token;
      this.#token = fresh;
      if (former !== undefined && former.id !== fresh.id) {
        // Every probe's token is given back: a monitor must not leave sessions behind.
        await this.#options.mysecu.cancel(caller, former, call('cancel')).catch(() => undefined);
      }
    });
  }

  get(): Probe {
    return this.#probe('get', async (pharmacy, caller, call) => {
      const held = isCurrent(this.#token?.expiresAt) ? this.#token : undefined;
      this.#token = held ?? (await this.#issue(pharmacy, caller, call));
      try {
        await this.#ask(pharmacy, caller, this.#token, call);
      } catch (error) {
        if (!(error instanceof MySecuError && error.tokenRefused)) {
          throw error;
        }
        // An old token may have been revoked, and that is our affair; one that mySecu has just made is its own.
        this.#token = await this.#issue(pharmacy, caller, call);
        await this.#ask(pharmacy, caller, this.#token, call).catch(asFreshTokenRefused);
      }
    });
  }

  async #ask(
    pharmacy: ControlPharmacy,
    caller: Caller,
    token: SessionToken,
    call: (step: CallStep) => CallOptions,
  ): Promise<void> {
    const { check, question } = this.#options.identity;
    const context = { codePrestataire: pharmacy.codePrestataire, at: new Date() };
    const model = this.#options.models.for(check);
    const { value } = await this.#options.mysecu.get(caller, token, model.request(question as never, context), call('get'));
    model.read(value, question as never, context);
  }

  async #authenticate(caller: Caller, call: (step: CallStep) => CallOptions): Promise<Assertion> {
    return (await this.#options.mysecu.authenticate(caller, call('identity'))).value;
  }

  async #issue(pharmacy: ControlPharmacy, caller: Caller, call: (step: CallStep) => CallOptions): Promise<SessionToken> {
    if (pharmacy.authentication === 'esante' && !isCurrent(this.#assertion?.notOnOrAfter)) {
      this.#assertion = await this.#authenticate(caller, call);
    }
    const assertion = pharmacy.authentication === 'esante' ? (this.#assertion ?? null) : null;
    return (await this.#options.mysecu.issue(caller, assertion, call('token'))).value;
  }

  #probe(
    check: Extract<StepCheck, 'identity' | 'token' | 'get'>,
    work: (pharmacy: ControlPharmacy, caller: Caller, call: (step: CallStep) => CallOptions) => Promise<void>,
  ): Probe {
    return { check, look: (signal) => this.#look(check, signal, work) };
  }

  async #look(
    check: Extract<StepCheck, 'identity' | 'token' | 'get'>,
    signal: AbortSignal,
    work: (pharmacy: ControlPharmacy, caller: Caller, call: (step: CallStep) => CallOptions) => Promise<void>,
  ): Promise<Observation> {
    const startedAtMs = Date.now();
    const begun = performance.now();
    const attempts: Attempt[] = [];
    const spanOptions = { kind: 'client', attributes: { [ATTR.step]: check }, parentTraceparent: null } as const;
    return await withSpan(SPANS[check], spanOptions, async () => {
      const traceId = activeTraceId();
      const found = await this.#tried(check, work, (step) => ({
        signal,
        onAttempt: (attempt) => attempts.push({ ...attempt, step }),
      }));
      const pharmacy = this.#options.pharmacy();
      if (pharmacy !== undefined) {
        await Promise.all(attempts.map((attempt) => this.#options.told(pharmacy, attempt, traceId)));
      }
      const correlationId = attempts.at(-1)?.correlationId;
      return {
        check,
        startedAtMs,
        durationMs: performance.now() - begun,
        deep: true,
        ...found,
        ...(correlationId && { correlationId }),
        ...(traceId && { traceId }),
      };
    });
  }

  async #tried(
    check: StepCheck,
    work: (pharmacy: ControlPharmacy, caller: Caller, call: (step: CallStep) => CallOptions) => Promise<void>,
    call: (step: CallStep) => CallOptions,
  ): Promise<{ finding: Finding; reason?: string }> {
    const pharmacy = this.#options.pharmacy();
    if (pharmacy === undefined) {
      return { finding: 'inconclusive', reason: 'probe-pharmacy-unknown' };
    }
    try {
      const { credential, usernameToken } = await this.#options.credential(pharmacy.id);
      const { id, codePrestataire, eHealthId } = pharmacy;
      await work(
        pharmacy,
        { pharmacy: id, codePrestataire, eHealthId, credential, ...(usernameToken && { usernameToken }) },
        call,
      );
      return { finding: 'ok' };
    } catch (error) {
      return findingOf(check, error);
    }
  }
}

/** Thrown when mySecu refuses a session token that it issued a moment ago: no pharmacy gets an answer then. */
class FreshTokenRefused extends Error {
  override readonly name = 'FreshTokenRefused';
}

function asFreshTokenRefused(error: unknown): never {
  throw error instanceof MySecuError && error.tokenRefused ? new FreshTokenRefused('refused at once', { cause: error }) : error;
}

/** A step that failed because an earlier one did is not known to fail; a refusal of our own credential says nothing of the platform. */
function findingOf(check: StepCheck, error: unknown): { finding: Finding; reason: string } {
  if (error instanceof FreshTokenRefused) {
    return { finding: 'failed', reason: 'fresh-token-refused' };
  }
  if (!(error instanceof MySecuError)) {
    return { finding: 'inconclusive', reason: error instanceof CredentialError ? error.reason : 'probe-cannot-ask' };
  }
  if (error.kind === 'proxy' || isOurOwn(causeCode(error))) {
    return { finding: 'blind', reason: 'own-network' };
  }
  if (error.call !== check) {
    return { finding: 'inconclusive', reason: `${error.call}-failed-before` };
  }
  // Ended by the probe's own time-out: nobody answered in time.
  if (error.kind === 'aborted') {
    return { finding: 'failed', reason: 'timeout' };
  }
  return { finding: error.ownFault ? 'inconclusive' : 'failed', reason: error.kind };
}

function causeCode(error: MySecuError): string {
  for (let at: unknown = error, depth = 0; at instanceof Error && depth < 6; at = at.cause, depth += 1) {
    if ('code' in at && typeof at.code === 'string' && /^E[A-Z_]+$/.test(at.code)) {
      return at.code;
    }
  }
  return '';
}

function isCurrent(until: Date | undefined): boolean {
  return until !== undefined && until.getTime() - Date.now() > LEAST_LIFE_MS;
}
