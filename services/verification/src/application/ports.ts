import type {
  AuditRecorded,
  CharterRecorded,
  Check,
  CheckDeferred,
  CheckRequested,
  ControlPharmacy,
  DegradedCode,
  ErrorCode,
  ErrorDetails,
  MysecuCalled,
  Step,
  Verdict,
} from '@officine/contracts';
import type { Asker, Rules } from '../domain/authorise.ts';
import type { AskedCheck } from './asked-check.ts';
import type { Silence } from './journey.ts';
import type { MysecuAnswer } from './mysecu-answer.ts';
import type { LastKnownVerdict, ResultRecord } from './result-record.ts';

/** Both clocks and the timer, so that tests can own time. */
export interface Clock {
  /** Epoch milliseconds. */
  wallMs(): number;
  /** Milliseconds of a clock that never jumps. */
  monotonicMs(): number;
  /** Runs `task` once, `delayMs` from now; the returned function cancels it. */
  after(delayMs: number, task: () => void): () => void;
}

/** What control and the charter's acceptances say now. */
export interface Directory extends Rules {
  /** Whether both were read to their end and completed a fetch within the last 5 s: only then may they refuse anything. */
  isFresh(): boolean;
  /** Calls `heard` after every change that may allow or forbid a check. */
  onRulesChanged(heard: () => void): void;
  /** Why mySecu is not to be asked for `asker` now: an operator's switch, or announced maintenance of its service or of the way to it. */
  interruptionOf(asker: Asker, atMs: number): Interruption | undefined;
  /** Announced maintenance of what tokens come from. */
  tokenMaintenance(atMs: number): Interruption | undefined;
  /** Whether operators paused the re-checks of this deferred check. */
  isRecheckPaused(deferred: DeferredName, atMs: number): boolean;
  /** Whether operators gave up this deferred check, received at `receivedAtMs`. */
  isRecheckDropped(deferred: DeferredName, receivedAtMs: number): boolean;
}

/** A stop that somebody decided, with its end and its reason where they were given. */
export interface Interruption {
  readonly detail: 'announced' | 'switched-off';
  readonly until?: string;
  readonly reason?: NonNullable<ErrorDetails['reason']>;
}

/** What names a deferred check to operators. */
export interface DeferredName {
  readonly vendor: string;
  readonly pharmacy: string;
  readonly check: Check;
  readonly requestId: string;
}

/** Publishes results: each to the partition number of its request. Rejects with a PublishError when Kafka does not take it. */
export interface Results {
  /** @param silenced aborts when nothing more may be said here; what was not acknowledged by then is not sent again. */
  publish(result: ResultRecord, silenced?: Silence): Promise<void>;
}

/** The last verdicts of vendors with a written consent (R15). Nothing here may fail a check. */
export interface LastKnown {
  /** What may be shown for this question; undefined without consent, without a verdict, and when it is too old. */
  of(asked: AskedCheck): Promise<LastKnownVerdict | undefined>;
  /** Keeps a verdict for later, where the vendor's consent covers it. */
  keep(asked: AskedCheck, verdict: Verdict, atMs: number): void;
}

/** The compacted table of checks that still owe their true answer; `silenced` as with {@link Results}. */
export interface Deferrals {
  put(deferred: CheckDeferred, silenced?: Silence): Promise<void>;
  settle(deferred: Pick<CheckDeferred, 'vendor' | 'requestId' | 'request'>, silenced?: Silence): Promise<void>;
}

/** An audit event before its persons became pseudonyms. */
export interface AuditFact extends Omit<AuditRecorded, 'user' | 'subject' | 'environment' | 'service' | 'at'> {
  readonly vendor: string;
  /** Absent where a request names none. */
  readonly pharmacy?: string;
  /** The vendor's own id of the person at the counter. */
  readonly userId?: string;
  /** The question, for the person or prescriber that it is about. */
  readonly request?: CheckRequested;
}

/** The tamper-evident record. A resolved promise means that the broker has it. */
export interface AuditTrail {
  record(fact: AuditFact): Promise<void>;
}

/** Tells the monitor how a call went. Never fails a check. */
export interface CallJournal {
  record(call: Omit<MysecuCalled, 'environment'>): void;
}

/** Where charter acceptances are kept; once resolved, `Directory.acceptedCharter` says so too. */
export interface CharterRegister {
  record(vendor: string, acceptance: CharterRecorded, sent: SentAcceptance): Promise<void>;
}

/** The event in which a vendor sent an acceptance: part of its proof. */
export interface SentAcceptance {
  readonly requestId: string;
  /** `partition:offset` in the vendor's requests topic. */
  readonly position: string;
  /** The broker's append time, epoch milliseconds, which a vendor cannot backdate. */
  readonly receivedAtMs: number;
}

/** Where a record goes that nobody can read, encrypted. */
export interface DeadLetters {
  park(letter: {
    readonly vendor: string;
    readonly position: string;
    readonly reason: string;
    readonly record: RawRecord;
  }): Promise<void>;
}

/** A record as Kafka gave it. */
export interface RawRecord {
  readonly key: string | null;
  readonly value: Buffer | null;
  readonly headers: Readonly<Record<string, string>>;
}

/** A mySecu session token, decrypted. Times are epoch milliseconds. */
export interface ValidToken {
  readonly state: 'valid';
  readonly tokenId: string;
  readonly xml: string;
  readonly issuedAtMs: number;
  readonly expiresAtMs: number;
  /** Fingerprint of the certificate that it is bound to. */
  readonly certificate?: string;
  /** The token before it, of another certificate: good while that one is at hand and the new one is not. */
  readonly former?: Omit<ValidToken, 'former'>;
  /** Of the request that the token was made for. */
  readonly traceparent?: string;
}

/** Why a pharmacy has no token now. */
export interface NoToken {
  readonly state: 'unavailable';
  readonly issuedAtMs: number;
  readonly retryAtMs: number;
  readonly cause: { readonly code: ErrorCode; readonly step: Step; readonly detail?: string; readonly correlationId?: string };
}

/** The tokens that auth-token publishes, and the way to ask it for one. */
export interface Tokens {
  current(pharmacy: string): ValidToken | NoToken | undefined;
  /** Resolves at the pharmacy's next record; rejects with the signal's reason when it aborts. */
  changed(pharmacy: string, signal: AbortSignal): Promise<void>;
  request(request: { readonly pharmacy: string; readonly refusedTokenId?: string; readonly deadlineMs: number }): Promise<void>;
}

/** mySecu's business service. */
export interface MySecuGateway {
  /**
   * Asks the question in the pharmacy's name, signed with its credential.
   * Throws an OfficineError with the cause, a TokenRefused when mySecu no longer takes the token.
   */
  ask(question: {
    readonly request: CheckRequested;
    readonly pharmacy: ControlPharmacy;
    readonly token: ValidToken;
    readonly signal: AbortSignal;
  }): Promise<MysecuAnswer>;
}

/** The right to make one call to mySecu. */
export interface Permit {
  release(): void;
}

/** Fresh checks go before deferred ones, those before batches; vendors take turns. */
export type Urgency = 'fresh' | 'deferred' | 'batch';

/** This replica's share of the platform's rate and concurrency. */
export interface Permits {
  /** Resolves when it is this caller's turn; rejects with the signal's reason when it aborts before. */
  take(vendor: string, urgency: Urgency, signal: AbortSignal): Promise<Permit>;
}

/** What keeps the checks of a pharmacy waiting. */
export interface Obstacle {
  readonly pharmacy: string;
  readonly code: DegradedCode;
  /** Whether it was a token that they lacked: then there is none that they could have been refused with. */
  readonly isOfToken: boolean;
  /** When it was met last, epoch milliseconds. */
  readonly metAtMs: number;
}

/** Tells whether what keeps the checks of a pharmacy waiting may be over. */
export interface Changes {
  since(obstacle: Obstacle): Promise<boolean>;
}
