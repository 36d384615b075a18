/** An obligation from the contracts that a pharmacy, CNS, CCSS and Agence eSanté sign, and what Officine does about it. */
export interface Requirement {
  readonly id: string;
  /** Which document, and where in it. */
  readonly source: string;
  readonly promise: string;
}

/** Every obligation. A test that holds one ends its sentence with the id: `(R5)`. */
export const REQUIREMENTS: readonly Requirement[] = [
  {
    id: 'R1',
    source: 'Annexe B 5b, 5d',
    promise: 'Three consultations and no other: affiliation, accident dossier, prescriber. Nothing writes to mySecu.',
  },
  {
    id: 'R2',
    source: 'Annexe B 5f',
    promise: 'A verdict holds the agreed data and no more; error codes are kept as received, with advice.',
  },
  {
    id: 'R3',
    source: 'Annexe B',
    promise: 'The environment is explicit and never mixed; no sample model and no test identity starts in exploitation.',
  },
  {
    id: 'R4',
    source: 'Annexe B',
    promise: "A pharmacy is authenticated by eSanté's identity provider, and has its token from mySecu for that assertion.",
  },
  {
    id: 'R5',
    source: 'Annexe B',
    promise: 'No call without a user; each call is on record with user, pharmacy, check, time, outcome, correlation id.',
  },
  {
    id: 'R6',
    source: 'Annexe B',
    promise: 'mySecu is best effort: an answer within the budget always, degraded if need be, and the true one by itself.',
  },
  {
    id: 'R7',
    source: 'Annexe B',
    promise: 'For support: correlation id and trace id in every result, and a file for each check without patient data.',
  },
  {
    id: 'R8',
    source: 'Annexe B 5c, 7',
    promise: 'A pharmacy is served from its opening to its closing; its evidence stays.',
  },
  { id: 'R8b', source: 'framework 10', promise: 'The end of a contract ends the calls on that day; its evidence stays.' },
  {
    id: 'R9',
    source: 'Annexe B 5e, 6',
    promise: 'Only persons who are there: a matricule is checked before a call, batches and probe identities need a grant.',
  },
  {
    id: 'R10',
    source: 'framework 2, 6.1, 5.3',
    promise: 'No call before the charter in force is accepted; an acceptance is kept with its time and version.',
  },
  {
    id: 'R11',
    source: 'framework 1.4, 2, 4; Annexe B 10',
    promise: "A pharmacy is served for what eSanté authorised; a user's access is attested by the vendor or granted one by one.",
  },
  {
    id: 'R12',
    source: 'framework 3.5',
    promise: 'Announced maintenance degrades checks with its reason, and is told apart in the availability.',
  },
  {
    id: 'R13',
    source: 'framework 3.7',
    promise: "A confirmed outage prepares the help desk's report, and sends it where that is enabled.",
  },
  {
    id: 'R14',
    source: 'framework 6.2',
    promise: 'A suspension is in force everywhere within a second, and no call follows it; a block by mySecu is told as one.',
  },
  {
    id: 'R15',
    source: 'framework 8.1, 8.2',
    promise: 'Nothing official is reproduced; a last known verdict is shown with the written consent alone.',
  },
  { id: 'R16', source: 'framework 11', promise: 'The record of every access is tamper-evident, and a third party can check it.' },
  {
    id: 'R17',
    source: 'CGU IV.b, VI',
    promise: 'TLS is verified both ways without exception; exploitation serves no vendor without its attestation.',
  },
  {
    id: 'R17b',
    source: 'CGU V.b',
    promise: 'Suspected misuse by rate, enumeration or night use is told and written down, without judging anybody.',
  },
  {
    id: 'R18',
    source: 'CGU',
    promise: 'Access with a lost credential ends within seconds, its token cancelled; a new one needs no restart.',
  },
  { id: 'R19', source: 'CGU', promise: 'Traces are kept for 13 months by default, and purged with proof.' },
  {
    id: 'R20',
    source: 'CGU',
    promise: 'Each vendor has its own topics and permissions; a person gets an extract of the record, and can be erased.',
  },
  {
    id: 'R21',
    source: 'secure messaging terms',
    promise: 'Mail leaves by TLS alone, small, as plain text, without patient data, to whom asked for it.',
  },
  {
    id: 'R22',
    source: 'GDPR',
    promise: 'People are pseudonyms in the record, and nowhere in logs, spans and metrics.',
  },
];
