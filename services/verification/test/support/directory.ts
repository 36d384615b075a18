import type { ControlCharter, ControlPharmacy, ControlSuspension, ControlVendor } from '@officine/contracts';
import type { DeferredName, Directory, Interruption } from '../../src/application/ports.ts';
import type { Asker } from '../../src/domain/authorise.ts';

export const VENDOR = 'acme';
export const PHARMACY = 'ph-0001';
export const USER = 'u-42';

export function aVendor(overrides: Partial<ControlVendor> = {}): ControlVendor {
  const vendor = {
    id: VENDOR,
    contact: 'support@acme.example',
    partitions: 6,
    userAccess: 'vendor',
    batch: null,
    attestation: null,
  };
  return { ...vendor, ...overrides } as ControlVendor;
}

export function aPharmacy(overrides: Partial<ControlPharmacy> = {}): ControlPharmacy {
  return {
    id: PHARMACY,
    vendor: VENDOR,
    codePrestataire: '90000001',
    eHealthId: '1234567890',
    authentication: 'esante',
    services: ['affiliation', 'accident', 'prescriber'],
    opened: '2020-01-01',
    closed: null,
    ...overrides,
  };
}

/** A directory that a test writes by hand. */
export class FakeDirectory implements Directory {
  readonly vendors = new Map<string, ControlVendor>([[VENDOR, aVendor()]]);
  readonly pharmacies = new Map<string, ControlPharmacy>([[PHARMACY, aPharmacy()]]);
  readonly suspensions: ControlSuspension[] = [];
  readonly acceptances = new Map<string, string>();
  readonly grants = new Set<string>();
  readonly #listeners: (() => void)[] = [];
  charter: ControlCharter | undefined;
  fresh = true;
  interruption: Interruption | undefined;
  tokenInterruption: Interruption | undefined;
  readonly paused = new Set<string>();
  readonly dropped = new Set<string>();

  isFresh(): boolean {
    return this.fresh;
  }

  interruptionOf(): Interruption | undefined {
    return this.interruption;
  }

  tokenMaintenance(): Interruption | undefined {
    return this.tokenInterruption;
  }

  isRecheckPaused({ requestId }: DeferredName): boolean {
    return this.paused.has(requestId);
  }

  isRecheckDropped({ requestId }: DeferredName): boolean {
    return this.dropped.has(requestId);
  }

  vendor(id: string): ControlVendor | undefined {
    return this.vendors.get(id);
  }

  pharmacy(id: string): ControlPharmacy | undefined {
    return this.pharmacies.get(id);
  }

  suspendedBy(asker: Asker, at: Date): ControlSuspension | undefined {
    const { vendor, pharmacy, user, check } = asker;
    const scopes = ['all', `vendor/${vendor}`, `pharmacy/${pharmacy}`, `user/${pharmacy}/${user}`, `check/${check}`];
    return this.suspensions.find(
      ({ scope, until }) => scopes.includes(scope) && (until === null || Date.parse(until) > at.getTime()),
    );
  }

  acceptedCharter(vendor: string, pharmacy: string, user: string): string | undefined {
    return this.acceptances.get(`${vendor}/${pharmacy}/${user}`);
  }

  isGranted(pharmacy: string, user: string): boolean {
    return this.grants.has(`${pharmacy}/${user}`);
  }

  onRulesChanged(heard: () => void): void {
    this.#listeners.push(heard);
  }

  /** Tells that control changed, as the view of its topic would. */
  changed(): void {
    for (const heard of this.#listeners) {
      heard();
    }
  }

  suspend(scope: string, until: string | null = null): void {
    this.suspensions.push({ scope, reason: 'security flaw', until });
    this.changed();
  }
}
