import type { ControlVendor } from '@officine/contracts';
import type { ControlDirectory } from '@officine/service-kit';
import type { VendorRoster } from '../application/vendor-roster.ts';

/** Serves the batch topics of vendors to which control grants one, with its written purpose (R9); nobody has one by default. */
export class BatchService {
  readonly #roster: VendorRoster;
  readonly #control: ControlDirectory;
  #unlisten: (() => void) | undefined;

  constructor(roster: VendorRoster, control: ControlDirectory) {
    this.#roster = roster;
    this.#control = control;
  }

  start(): void {
    this.#unlisten = this.#control.listen({
      vendorAdded: (vendor) => this.#follow(vendor),
      vendorChanged: (vendor) => this.#follow(vendor),
      vendorRemoved: (id) => this.#roster.remove(id),
    });
  }

  async stop(): Promise<void> {
    this.#unlisten?.();
    await this.#roster.drain();
  }

  problems(): string[] {
    return this.#roster.problems();
  }

  #follow({ id, batch }: ControlVendor): void {
    if (batch === null) {
      this.#roster.remove(id);
    } else {
      this.#roster.add(id);
    }
  }
}
