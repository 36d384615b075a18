import type { Component, ControlCharter, ControlPharmacy, ControlSuspension, ControlVendor } from '@officine/contracts';
import type { ControlDirectory } from '@officine/service-kit';
import type { DeferredName, Directory, Interruption } from '../application/ports.ts';
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

  interruptionOf(asker: Asker, atMs: number): Interruption | undefined {
    const order = this.#control.degradedBy(asker, new Date(atMs));
    if (order !== undefined) {
      const { until, reason } = order;
      return { detail: 'switched-off', ...(until !== null && { until }), reason };
    }
    return this.#maintenanceOf(['service', 'network'], atMs);
  }

  tokenMaintenance(atMs: number): Interruption | undefined {
    return this.#maintenanceOf(['identity-provider', 'token-service'], atMs);
  }

  isRecheckPaused(deferred: DeferredName, atMs: number): boolean {
    return this.#control.recheckPausedBy(deferred, new Date(atMs)) !== undefined;
  }

  isRecheckDropped(deferred: DeferredName, receivedAtMs: number): boolean {
    return this.#control.recheckDroppedBy(deferred, receivedAtMs) !== undefined;
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

  #maintenanceOf(components: readonly Component[], atMs: number): Interruption | undefined {
    const at = new Date(atMs);
    const window = components.map((component) => this.#control.maintenanceAt(component, at)).find((found) => found !== undefined);
    return window && { detail: 'announced', until: window.to, ...(window.text && { reason: window.text }) };
  }
}
