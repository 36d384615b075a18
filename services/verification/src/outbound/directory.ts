import type { ControlCharter, ControlPharmacy, ControlSuspension, ControlVendor } from '@officine/contracts';
import type { ControlDirectory } from '@officine/service-kit';
import type { Directory } from '../application/ports.ts';
import type { Asker } from '../domain/authorise.ts';

/** Control and the charter's acceptances, as a check's steps ask for them. */
export class KafkaDirectory implements Directory {
  readonly #control: ControlDirectory;
  readonly #charter: { accepted(vendor: string, pharmacy: string, user: string): string | undefined };
  readonly #views: readonly { isFresh(): boolean }[];

  constructor(parts: {
    readonly control: ControlDirectory;
    readonly controlView: { isFresh(): boolean };
    readonly charter: { isFresh(): boolean; accepted(vendor: string, pharmacy: string, user: string): string | undefined };
  }) {
    this.#control = parts.control;
    this.#charter = parts.charter;
    this.#views = [parts.controlView, parts.charter];
  }

  get charter(): ControlCharter | undefined {
    return this.#control.charter;
  }

  isFresh(): boolean {
    return this.#control.environment !== undefined && this.#views.every((view) => view.isFresh());
  }

  inMaintenance(atMs: number): boolean {
    const at = new Date(atMs);
    return (['service', 'network'] as const).some((component) => this.#control.maintenanceAt(component, at) !== undefined);
  }

  onRulesChanged(heard: () => void): void {
    this.#control.listen({ rulesChanged: heard });
  }

  vendor(id: string): ControlVendor | undefined {
    return this.#control.vendor(id);
  }

  pharmacy(id: string): ControlPharmacy | undefined {
    return this.#control.pharmacy(id);
  }

  suspendedBy(asker: Asker, at: Date): ControlSuspension | undefined {
    return this.#control.suspendedBy(asker, at);
  }

  acceptedCharter(vendor: string, pharmacy: string, user: string): string | undefined {
    return this.#charter.accepted(vendor, pharmacy, user);
  }

  isGranted(pharmacy: string, user: string): boolean {
    return this.#control.isGranted(pharmacy, user);
  }
}
