import {
  type AuditRecorded,
  auditRecorded,
  type CheckRequested,
  type Environment,
  encodeEvent,
  topics,
} from '@officine/contracts';
import type { Pseudonym, Pseudonymiser } from '@officine/service-kit';
import { newEventId } from '../application/event-id.ts';
import type { AuditFact, AuditTrail, Clock } from '../application/ports.ts';
import { isoOf, SOURCE } from '../application/result-record.ts';
import type { Publishing } from './publishing.ts';

type Asker = Pick<AuditFact, 'vendor' | 'pharmacy'>;
type People = Pick<AuditRecorded, 'user' | 'subject'>;

/** Publishes audit events; people leave this process as pseudonyms only (R22). */
export class AuditPublisher implements AuditTrail {
  readonly #publisher: Publishing;
  readonly #pseudonyms: Pseudonymiser;
  readonly #environment: Environment;
  readonly #clock: Clock;
  /** A check has several events about the same people: pseudonyms are its dearest part, and made once. */
  readonly #people = new WeakMap<CheckRequested, People>();

  constructor(publisher: Publishing, pseudonyms: Pseudonymiser, environment: Environment, clock: Clock) {
    this.#publisher = publisher;
    this.#pseudonyms = pseudonyms;
    this.#environment = environment;
    this.#clock = clock;
  }

  async record({ userId, request, ...fact }: AuditFact): Promise<void> {
    const at = isoOf(this.#clock.wallMs());
    const data: AuditRecorded = {
      ...fact,
      at,
      environment: this.#environment,
      service: 'verification',
      ...(request === undefined ? this.#userOf(fact, userId) : this.#peopleOf(request, fact, userId)),
    };
    const event = encodeEvent(auditRecorded, { id: newEventId(), source: SOURCE, time: at, data });
    // That it was asked is proven before its result, which takes mySecu's time: until then the record can wait for company.
    const patient = fact.action === 'check.asked';
    const record = { topic: topics.auditEvents.name, key: fact.pharmacy ?? null, ...event };
    // A result waits for its evidence: not for that of another vendor's flood.
    await this.#publisher.publish(record, { patient, ...(fact.vendor && { lane: fact.vendor }) });
  }

  #peopleOf(request: CheckRequested, fact: Asker, userId: string | undefined): People {
    const known = this.#people.get(request) ?? { subject: this.#subjectOf(request), ...this.#userOf(fact, userId) };
    this.#people.set(request, known);
    return known;
  }

  /** A user's id means something within a pharmacy only. */
  #userOf({ vendor, pharmacy }: Asker, userId: string | undefined): Pick<People, 'user'> {
    return userId === undefined || pharmacy === undefined ? {} : { user: this.#pseudonyms.user(vendor, pharmacy, userId) };
  }

  #subjectOf(request: NonNullable<AuditFact['request']>): Pseudonym {
    switch (request.check) {
      case 'affiliation':
        return this.#pseudonyms.person(request.affiliation.matricule);
      case 'accident':
        return this.#pseudonyms.person(request.accident.matricule);
      case 'prescriber':
        return this.#pseudonyms.prescriber(request.prescriber.prescriberCode);
    }
  }
}
