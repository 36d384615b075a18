import { setTimeout as delay } from 'node:timers/promises';
import { type ControlPharmacy, OfficineError } from '@officine/contracts';
import type { Component, CredentialStore, Expiring, Logger } from '@officine/service-kit';
import { ATTR, METRIC } from '@officine/telemetry';
import { metrics } from '@opentelemetry/api';
import { daysLeft, noticeDue } from '../domain/certificate-expiry.ts';
import { certificateExpiryText } from './certificate-expiry-text.ts';
import { credentialProblemText } from './credential-problem-text.ts';
import { entitledPharmacy } from './entitled-pharmacy.ts';
import type { Clock, Control, Notices, Owns } from './ports.ts';

export interface CertificateWatchParts {
  readonly control: Control;
  readonly owns: Owns;
  readonly credentials: Pick<CredentialStore<Expiring>, 'glance' | 'version'>;
  readonly notices: Notices;
  readonly logger: Logger;
  readonly now: Clock;
  /** After each file that was opened: opening costs some tens of milliseconds, and checks wait for nobody's sweep. */
  readonly pauseMs?: number;
}

/** What is known of a pharmacy's files: opened again when they change, and no sooner. */
interface Seen {
  readonly version: string;
  readonly expiresAt?: Date;
  readonly problem?: OfficineError;
}

const EVERY_MS = 3_600_000;
/** The first look waits for the first partitions to be ours. */
const FIRST_MS = 30_000;
const PAUSE_MS = 100;

/**
 * Looks at the certificates of every pharmacy that is served, behind everything else: tells its vendor 30, 14, 7 and 1 days before one
 * ends, and at once when files cannot be used. Keys are not kept open for it.
 */
export class CertificateWatch implements Component {
  readonly #parts: CertificateWatchParts;
  readonly #seen = new Map<string, Seen>();
  readonly #told = new Set<string>();
  #timer: NodeJS.Timeout | undefined;
  #stopped = false;

  constructor(parts: CertificateWatchParts) {
    this.#parts = parts;
    metrics
      .getMeter('officine')
      .createObservableGauge(METRIC.certificateDaysLeft, { description: "Days until a pharmacy's certificate ends" })
      .addCallback((observed) => {
        for (const [pharmacy, { expiresAt }] of this.#seen) {
          if (expiresAt !== undefined && parts.owns(pharmacy)) {
            observed.observe(daysLeft(expiresAt, parts.now()), { [ATTR.pharmacy]: pharmacy });
          }
        }
      });
  }

  start(): void {
    this.#lookIn(FIRST_MS);
  }

  stop(): void {
    this.#stopped = true;
    clearTimeout(this.#timer);
  }

  /** One look at the certificates of the pharmacies that are ours and served. */
  async look(): Promise<void> {
    const { control, owns, now } = this.#parts;
    for (const { id } of control.pharmacies()) {
      if (this.#stopped) {
        return;
      }
      const pharmacy = owns(id) ? entitledPharmacy(control, id, now()) : undefined;
      if (pharmacy === undefined) {
        this.#seen.delete(id);
      } else {
        await this.#lookAt(pharmacy);
      }
    }
  }

  async #lookAt(pharmacy: ControlPharmacy): Promise<void> {
    const { id } = pharmacy;
    const seen = await this.#see(id);
    if (seen.problem !== undefined) {
      await this.#tellProblem(pharmacy, seen.problem, seen.version);
    }
    if (seen.expiresAt !== undefined) {
      await this.#tellExpiry(pharmacy, seen.expiresAt);
    }
  }

  async #see(pharmacy: string): Promise<Seen> {
    const { credentials, pauseMs = PAUSE_MS } = this.#parts;
    const version = await credentials.version(pharmacy);
    const known = this.#seen.get(pharmacy);
    if (known?.version === version) {
      return known;
    }
    const seen = await credentials.glance(pharmacy).then(
      ({ expiresAt }): Seen => ({ version, expiresAt }),
      (error: unknown): Seen => ({ version, ...(error instanceof OfficineError && { problem: error }) }),
    );
    this.#seen.set(pharmacy, seen);
    await delay(pauseMs);
    return seen;
  }

  async #tellExpiry({ id, vendor }: ControlPharmacy, expiresAt: Date): Promise<void> {
    const { notices, logger, now } = this.#parts;
    const days = noticeDue(expiresAt, now());
    // The id says what it is about: told again after a restart, it is the same notice.
    const notice = `certificate-expiry/${id}/${expiresAt.toISOString()}/${days}`;
    if (days === undefined || this.#told.has(notice)) {
      return;
    }
    await notices.publish(vendor, notice, {
      about: 'certificate-expiry',
      pharmacy: id,
      at: now().toISOString(),
      due: expiresAt.toISOString(),
      text: certificateExpiryText(id, expiresAt),
    });
    this.#told.add(notice);
    logger.warn({ pharmacy: id, expiresAt, days }, 'a certificate ends soon');
  }

  async #tellProblem({ id, vendor }: ControlPharmacy, { code, details }: OfficineError, version: string): Promise<void> {
    const { notices, logger, now } = this.#parts;
    const notice = `credential/${id}/${code}/${version}`;
    if (this.#told.has(notice)) {
      return;
    }
    const reason = details.detail?.split(':', 1)[0];
    await notices.publish(vendor, notice, {
      about: 'credential',
      pharmacy: id,
      at: now().toISOString(),
      state: 'begun',
      text: credentialProblemText(id, code, reason),
      ...(reason !== undefined && { reason }),
    });
    this.#told.add(notice);
    logger.warn({ pharmacy: id, code, reason }, 'the files of a credential cannot be used');
  }

  #lookIn(delayMs: number): void {
    if (this.#stopped) {
      return;
    }
    this.#timer = setTimeout(() => {
      this.look()
        .catch((error: unknown) => this.#parts.logger.error({ error }, 'certificates could not be looked at'))
        .finally(() => this.#lookIn(EVERY_MS));
    }, delayMs);
  }
}
