import {
  accessId,
  type Component,
  type ControlCharter,
  type ControlDegradation,
  type ControlMaintenance,
  type ControlPharmacy,
  type ControlRecheckDrop,
  type ControlRecheckPause,
  type ControlSuspension,
  type ControlVendor,
  controlKey,
  type Environment,
} from '@officine/contracts';
import { type ControlRecord, parseControlKey } from './control-record.ts';
import { type DeferredTarget, isOrder, OperatorOrders } from './operator-orders.ts';
import { covers, isActive, type SuspensionTarget } from './suspensions.ts';

/** Told about changes of control. Each listener is told first of what is already known. */
export interface ControlListener {
  vendorAdded?(vendor: ControlVendor): void;
  /** Also told when the vendor's own record changes, with the new one. */
  vendorChanged?(vendor: ControlVendor): void;
  vendorRemoved?(id: string): void;
  pharmacyChanged?(pharmacy: ControlPharmacy): void;
  pharmacyRemoved?(id: string): void;
  suspensionsChanged?(): void;
  /** Anything changed that may allow or forbid a call; told beside the others, for each record. */
  rulesChanged?(): void;
  /** Announced maintenance, or what operators ordered, is not what it was. */
  interruptionsChanged?(): void;
}

/**
 * What control says now: vendors, pharmacies, charter, suspensions, maintenance. Fed record by record; `onMismatch` is called when
 * the installation's environment is not this process's own, and must stop it.
 */
export class ControlDirectory {
  readonly #environment: Environment;
  readonly #onMismatch: (found: Environment) => void;
  readonly #vendors = new Map<string, ControlVendor>();
  readonly #pharmacies = new Map<string, ControlPharmacy>();
  readonly #suspensions = new Map<string, ControlSuspension>();
  readonly #maintenance = new Map<string, ControlMaintenance>();
  /** Vendors that exploitation refuses, as they have no attestation of conformity. */
  readonly #unattested = new Set<string>();
  /** Keys of the access records that grant: a revocation is as good as none. */
  readonly #grants = new Set<string>();
  readonly #orders = new OperatorOrders();
  readonly #unreadable = new Map<string, string>();
  readonly #listeners: ControlListener[] = [];
  #charter: ControlCharter | undefined;
  #found: Environment | undefined;

  constructor(own: { readonly environment: Environment; readonly onMismatch: (found: Environment) => void }) {
    this.#environment = own.environment;
    this.#onMismatch = own.onMismatch;
  }

  /** The charter in force; undefined when control has none. */
  get charter(): ControlCharter | undefined {
    return this.#charter;
  }

  /** The environment that control names; undefined before the first `officine apply`. */
  get environment(): Environment | undefined {
    return this.#found;
  }

  vendors(): ControlVendor[] {
    return [...this.#vendors.values()];
  }

  vendor(id: string): ControlVendor | undefined {
    return this.#vendors.get(id);
  }

  pharmacies(): ControlPharmacy[] {
    return [...this.#pharmacies.values()];
  }

  pharmacy(id: string): ControlPharmacy | undefined {
    return this.#pharmacies.get(id);
  }

  /** Suspensions in force at `at`. */
  suspensionsAt(at: Date): ControlSuspension[] {
    return [...this.#suspensions.values()].filter((suspension) => isActive(suspension, at));
  }

  /** The suspension that forbids a call for `target` at `at`; undefined where none does. */
  suspendedBy(target: SuspensionTarget, at: Date): ControlSuspension | undefined {
    return this.suspensionsAt(at).find((suspension) => covers(suspension, target));
  }

  /** Whether this user of this pharmacy was given access, and it was not taken back. */
  isGranted(pharmacy: string, user: string): boolean {
    return this.#grants.has(controlKey('access', accessId({ pharmacy, user })));
  }

  /** The announced interruption of `component` at `at`; `overall` interrupts every component. */
  maintenanceAt(component: Component, at: Date): ControlMaintenance | undefined {
    return [...this.#maintenance.values()].find(
      (window) =>
        (window.component === component || window.component === 'overall') &&
        Date.parse(window.from) <= at.getTime() &&
        at.getTime() < Date.parse(window.to),
    );
  }

  /** The switch that degrades checks of `target` at `at`; undefined where none does. */
  degradedBy(target: SuspensionTarget, at: Date): ControlDegradation | undefined {
    return this.#orders.degradedBy(target, at);
  }

  /** The pause that keeps a deferred check from being asked again at `at`; undefined where none does. */
  recheckPausedBy(target: DeferredTarget, at: Date): ControlRecheckPause | undefined {
    return this.#orders.pausedBy(target, at);
  }

  /** The order that gives up a deferred check received at `receivedAtMs`; undefined where none does. */
  recheckDroppedBy(target: DeferredTarget, receivedAtMs: number): ControlRecheckDrop | undefined {
    return this.#orders.droppedBy(target, receivedAtMs);
  }

  /** All announced interruptions, past ones included as long as control holds them. */
  maintenance(): ControlMaintenance[] {
    return [...this.#maintenance.values()];
  }

  /** Vendors that are named and not served: exploitation refuses who has no attestation of conformity (CGU IV.b; R17). */
  unattestedVendors(): string[] {
    return [...this.#unattested];
  }

  /** Records that cannot be read, by key. The former value of each stays in force; an unreadable suspension suspends. */
  unreadable(): ReadonlyMap<string, string> {
    return this.#unreadable;
  }

  /** Adds a listener and tells it of what is known; returns how to remove it. */
  listen(listener: ControlListener): () => void {
    this.#listeners.push(listener);
    for (const vendor of this.#vendors.values()) {
      listener.vendorAdded?.(vendor);
    }
    for (const pharmacy of this.#pharmacies.values()) {
      listener.pharmacyChanged?.(pharmacy);
    }
    return () => {
      const index = this.#listeners.indexOf(listener);
      if (index >= 0) {
        this.#listeners.splice(index, 1);
      }
    };
  }

  /** Takes one record of the control topic: `null` removes what the key names. */
  apply(key: string, record: ControlRecord | null): void {
    this.#unreadable.delete(key);
    if (record === null) {
      this.#remove(key);
    } else if (record.kind === 'unreadable') {
      this.#keepUnreadable(key, record.reason);
    } else {
      this.#set(key, record);
    }
    this.#tell((listener) => listener.rulesChanged?.());
  }

  #set(key: string, record: Exclude<ControlRecord, { kind: 'unreadable' }>): void {
    if (isOrder(record)) {
      this.#orders.set(key, record);
      this.#tell((listener) => listener.interruptionsChanged?.());
      return;
    }
    switch (record.kind) {
      case 'environment':
        this.#found = record.data.environment;
        if (record.data.environment !== this.#environment) {
          this.#onMismatch(record.data.environment);
        }
        return;
      case 'charter':
        this.#charter = record.data;
        return;
      case 'vendor':
        this.#setVendor(record.data);
        return;
      case 'pharmacy':
        this.#pharmacies.set(record.data.id, record.data);
        this.#tell((listener) => listener.pharmacyChanged?.(record.data));
        return;
      case 'suspension':
        this.#suspensions.set(key, record.data);
        this.#tell((listener) => listener.suspensionsChanged?.());
        return;
      case 'maintenance':
        this.#maintenance.set(key, record.data);
        this.#tell((listener) => listener.interruptionsChanged?.());
        return;
      case 'access':
        // The key, not the data, says whose it is: like a suspension's, so that a record moved under another key lends nothing.
        if (record.data.access === 'granted' && key === controlKey('access', accessId(record.data))) {
          this.#grants.add(key);
        } else {
          this.#grants.delete(key);
        }
    }
  }

  #setVendor(vendor: ControlVendor): void {
    if (this.#environment === 'exploitation' && vendor.attestation === null) {
      this.#removeVendor(vendor.id);
      this.#unattested.add(vendor.id);
      return;
    }
    this.#unattested.delete(vendor.id);
    const known = this.#vendors.has(vendor.id);
    this.#vendors.set(vendor.id, vendor);
    this.#tell((listener) => (known ? listener.vendorChanged?.(vendor) : listener.vendorAdded?.(vendor)));
  }

  #removeVendor(id: string): void {
    if (this.#vendors.delete(id)) {
      this.#tell((listener) => listener.vendorRemoved?.(id));
    }
  }

  #remove(key: string): void {
    const parsed = parseControlKey(key);
    if (parsed?.kind === 'vendor') {
      this.#unattested.delete(parsed.id);
      this.#removeVendor(parsed.id);
    } else if (parsed?.kind === 'pharmacy' && this.#pharmacies.delete(parsed.id)) {
      this.#tell((listener) => listener.pharmacyRemoved?.(parsed.id));
    } else if (parsed?.kind === 'suspension' && this.#suspensions.delete(key)) {
      this.#tell((listener) => listener.suspensionsChanged?.());
    } else if ((parsed?.kind === 'maintenance' && this.#maintenance.delete(key)) || this.#orders.remove(key)) {
      this.#tell((listener) => listener.interruptionsChanged?.());
    } else if (parsed?.kind === 'charter') {
      this.#charter = undefined;
    } else if (parsed?.kind === 'access') {
      this.#grants.delete(key);
    }
  }

  #keepUnreadable(key: string, reason: string): void {
    this.#unreadable.set(key, reason);
    const parsed = parseControlKey(key);
    // A stop that we cannot read is still a stop: its key says of what.
    if (parsed?.kind === 'suspension') {
      this.#suspensions.set(key, { scope: parsed.id, reason: 'unreadable suspension', until: null });
      this.#tell((listener) => listener.suspensionsChanged?.());
    } else if (parsed?.kind === 'degradation') {
      this.#orders.set(key, { kind: 'degradation', data: { scope: parsed.id, reason: {}, until: null } });
      this.#tell((listener) => listener.interruptionsChanged?.());
    }
    // Nobody has access on a word that cannot be read: it may be a revocation.
    this.#grants.delete(key);
  }

  #tell(tell: (listener: ControlListener) => void): void {
    for (const listener of [...this.#listeners]) {
      tell(listener);
    }
  }
}
