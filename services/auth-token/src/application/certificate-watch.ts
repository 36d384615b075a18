import type { Component, CredentialStore, Expiring, Logger } from '@officine/service-kit';
import { ATTR, METRIC } from '@officine/telemetry';
import { metrics } from '@opentelemetry/api';
import { daysLeft, noticeDue } from '../domain/certificate-expiry.ts';
import { hasTraffic } from '../domain/renewal.ts';
import { certificateExpiryText } from './certificate-expiry-text.ts';
import type { Clock, Control, Notices, Owns, Tokens } from './ports.ts';

export interface CertificateWatchParts {
  readonly tokens: Pick<Tokens, 'all'>;
  readonly control: Pick<Control, 'pharmacy'>;
  readonly owns: Owns;
  readonly credentials: Pick<CredentialStore<Expiring>, 'of' | 'version'>;
  readonly notices: Notices;
  readonly logger: Logger;
  readonly now: Clock;
}

const EVERY_MS = 3_600_000;
/** The first look waits for the first partitions to be ours. */
const FIRST_MS = 30_000;

/** Tells vendors 30, 14, 7 and 1 days before a pharmacy's certificate ends, for the pharmacies that are in use. */
export class CertificateWatch implements Component {
  readonly #parts: CertificateWatchParts;
  readonly #ends = new Map<string, Date>();
  readonly #told = new Set<string>();
  #timer: NodeJS.Timeout | undefined;
  #stopped = false;

  constructor(parts: CertificateWatchParts) {
    this.#parts = parts;
    metrics
      .getMeter('officine')
      .createObservableGauge(METRIC.certificateDaysLeft, { description: "Days until a pharmacy's certificate ends" })
      .addCallback((observed) => {
        for (const [pharmacy, end] of this.#ends) {
          observed.observe(daysLeft(end, parts.now()), { [ATTR.pharmacy]: pharmacy });
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

  /** One look at the certificates of the pharmacies that are ours and in use. */
  async look(): Promise<void> {
    const { tokens, owns, now } = this.#parts;
    this.#ends.clear();
    for (const known of tokens.all()) {
      if (owns(known.state.pharmacy) && hasTraffic(known, now())) {
        await this.#lookAt(known.state.pharmacy);
      }
    }
  }

  async #lookAt(id: string): Promise<void> {
    const { control, credentials, notices, logger, now } = this.#parts;
    const opened = await credentials.of(id).catch(() => undefined);
    const vendor = control.pharmacy(id)?.vendor;
    if (opened === undefined || vendor === undefined) {
      return;
    }
    const { expiresAt } = opened.credential;
    this.#ends.set(id, expiresAt);
    const days = noticeDue(expiresAt, now());
    // The id says what it is about: told again after a restart, it is the same notice.
    const notice = `certificate-expiry/${id}/${expiresAt.toISOString()}/${days}`;
    if (days === undefined || this.#told.has(notice)) {
      return;
    }
    const text = certificateExpiryText(id, expiresAt);
    await notices.publish(vendor, notice, {
      about: 'certificate-expiry',
      pharmacy: id,
      at: now().toISOString(),
      due: expiresAt.toISOString(),
      text,
    });
    this.#told.add(notice);
    logger.warn({ pharmacy: id, expiresAt, days }, 'a certificate ends soon');
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
