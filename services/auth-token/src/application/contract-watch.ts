import type { ControlPharmacy } from '@officine/contracts';
import type { Component, Logger } from '@officine/service-kit';
import { noticeDue } from '../domain/certificate-expiry.ts';
import { entitledPharmacy } from './entitled-pharmacy.ts';
import type { Clock, Control, Notices, Owns } from './ports.ts';

export interface ContractWatchParts {
  readonly control: Control;
  readonly owns: Owns;
  readonly notices: Notices;
  readonly logger: Logger;
  readonly now: Clock;
}

const EVERY_MS = 3_600_000;
/** The first look waits for the first partitions to be ours. */
const FIRST_MS = 30_000;

/** Tells vendors 30, 14, 7 and 1 days before a pharmacy's contract ends or it closes: from that day on its checks are refused (R8, R8b). */
export class ContractWatch implements Component {
  readonly #parts: ContractWatchParts;
  readonly #told = new Set<string>();
  #timer: NodeJS.Timeout | undefined;

  constructor(parts: ContractWatchParts) {
    this.#parts = parts;
  }

  start(): void {
    this.#lookIn(FIRST_MS);
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  async look(): Promise<void> {
    const { control, owns, now } = this.#parts;
    for (const { id } of control.pharmacies()) {
      const pharmacy = owns(id) ? entitledPharmacy(control, id, now()) : undefined;
      const end = pharmacy === undefined ? undefined : endOf(pharmacy);
      if (pharmacy !== undefined && end !== undefined) {
        await this.#tell(pharmacy, end);
      }
    }
  }

  async #tell({ id, vendor }: ControlPharmacy, end: string): Promise<void> {
    const { notices, now, logger } = this.#parts;
    const days = noticeDue(new Date(end), now());
    const notice = `contract-end/${id}/${end}/${days}`;
    if (days === undefined || this.#told.has(notice)) {
      return;
    }
    await notices.publish(vendor, notice, {
      about: 'contract',
      pharmacy: id,
      at: now().toISOString(),
      due: new Date(end).toISOString(),
      text: {
        fr: `La pharmacie ${id} n'est plus servie à partir du ${end} : ses consultations seront refusées.`,
        de: `Die Apotheke ${id} wird ab dem ${end} nicht mehr bedient: Ihre Abfragen werden dann abgelehnt.`,
        en: `Pharmacy ${id} is served no longer from ${end} on: its checks will be refused.`,
      },
    });
    this.#told.add(notice);
    logger.info({ pharmacy: id, end, days }, 'a pharmacy is served no longer soon');
  }

  #lookIn(delayMs: number): void {
    this.#timer = setTimeout(() => {
      this.look()
        .catch((error: unknown) => this.#parts.logger.error({ error }, 'contracts could not be looked at'))
        .finally(() => {
          if (this.#timer !== undefined) {
            this.#lookIn(EVERY_MS);
          }
        });
    }, delayMs);
  }
}

/** The day from which a pharmacy is served no longer, the earlier of its contract's end and its closing; undefined where there is none. */
function endOf({ contract, closed }: ControlPharmacy): string | undefined {
  return [contract?.ends, closed].filter((day) => day != null).sort((a, b) => a.localeCompare(b))[0];
}
