import type { CharterAccepted, CharterRecorded } from '@officine/contracts';
import { ownPharmacy } from '../domain/authorise.ts';
import type { AuditTrail, CharterRegister, Directory, SentAcceptance } from './ports.ts';
import { isoOf } from './result-record.ts';

/** Records that a user accepted the charter (framework contract, 2 and 6.1; R10). */
export class AcceptCharter {
  readonly #directory: Directory;
  readonly #register: CharterRegister;
  readonly #audit: AuditTrail;

  constructor(directory: Directory, register: CharterRegister, audit: AuditTrail) {
    this.#directory = directory;
    this.#register = register;
    this.#audit = audit;
  }

  /**
   * Resolves once the acceptance is kept and proven, with where and when the vendor sent it.
   * Throws an OfficineError when the pharmacy is unknown or another vendor's.
   */
  async of(vendor: string, acceptance: CharterAccepted, sent: SentAcceptance): Promise<CharterRecorded> {
    const { pharmacy, user, version } = acceptance;
    ownPharmacy(vendor, pharmacy, this.#directory);
    const recorded = { pharmacy, user, version, acceptedAt: isoOf(sent.receivedAtMs) };
    await Promise.all([
      this.#register.record(vendor, recorded, sent),
      this.#audit.record({
        action: 'charter.accepted',
        vendor,
        pharmacy,
        userId: user,
        outcome: version,
        requestId: sent.requestId,
      }),
    ]);
    return recorded;
  }
}
