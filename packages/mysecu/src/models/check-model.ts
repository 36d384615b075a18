import type {
  AccidentQuestion,
  AccidentVerdict,
  AffiliationQuestion,
  AffiliationVerdict,
  Anomaly,
  Check,
  PrescriberQuestion,
  PrescriberVerdict,
} from '@officine/contracts';
import type { SyncRequest, VerifiedAnswer } from '../exchange.ts';

/** Each check's question. */
export interface Questions {
  readonly affiliation: AffiliationQuestion;
  readonly accident: AccidentQuestion;
  readonly prescriber: PrescriberQuestion;
}

/** Each check's verdict. */
export interface Verdicts {
  readonly affiliation: AffiliationVerdict;
  readonly accident: AccidentVerdict;
  readonly prescriber: PrescriberVerdict;
}

/** What a request says besides the question. The same context must be given to `request` and to `read`. */
export interface AskingContext {
  /** Provider code of the asking pharmacy, 8 digits. */
  readonly codePrestataire: string;
  /** When the question is asked: gives the day in Luxembourg where the question names none. */
  readonly at: Date;
}

/** What a believed answer says. */
export interface Reading<C extends Check> {
  readonly verdict: Verdicts[C];
  readonly anomalies: readonly Anomaly[];
  /** The institution's fields, nothing lost. */
  readonly answer: Readonly<Record<string, unknown>>;
}

/** How one check is put to mySecu, and how its answer is read. */
export interface CheckModel<C extends Check> {
  readonly check: C;
  /** True for a model that is not the CNS's. */
  readonly sample: boolean;
  readonly modelUid: string;
  /** Thrown when a value cannot stand in XML: OfficineError `invalid-request`. */
  request(question: Questions[C], context: AskingContext): SyncRequest;
  /** Thrown when the answer is about something else, says nothing, or cannot be read: MySecuError `mysecu-answer-mismatch`. */
  read(answer: VerifiedAnswer, question: Questions[C], context: AskingContext): Reading<C>;
}
