import type { Check, ControlDegradation, ControlRecheckDrop, ControlRecheckPause } from '@officine/contracts';
import type { ControlRecord } from './control-record.ts';
import { covers, isActive, type SuspensionTarget } from './suspensions.ts';

/** A deferred check, as far as an order can name it. */
export interface DeferredTarget {
  readonly vendor: string;
  readonly pharmacy: string;
  readonly check: Check;
  readonly requestId: string;
}

type Order = Extract<ControlRecord, { kind: 'degradation' | 'recheck-pause' | 'recheck-drop' }>;

/** Whether a record of control is an order: what operators switch while everything runs, and no part of the directory file. */
export function isOrder(record: ControlRecord): record is Order {
  return record.kind === 'degradation' || record.kind === 'recheck-pause' || record.kind === 'recheck-drop';
}

/** What operators ordered: checks degraded at once, re-checks paused, deferred checks dropped. By the keys of their records. */
export class OperatorOrders {
  readonly #degradations = new Map<string, ControlDegradation>();
  readonly #pauses = new Map<string, ControlRecheckPause>();
  readonly #drops = new Map<string, ControlRecheckDrop>();

  set(key: string, order: Order): void {
    switch (order.kind) {
      case 'degradation':
        this.#degradations.set(key, order.data);
        return;
      case 'recheck-pause':
        this.#pauses.set(key, order.data);
        return;
      case 'recheck-drop':
        this.#drops.set(key, order.data);
    }
  }

  /** Whether the key was one of an order. */
  remove(key: string): boolean {
    return [this.#degradations, this.#pauses, this.#drops].map((orders) => orders.delete(key)).includes(true);
  }

  /** The switch that degrades checks of `target` at `at`. */
  degradedBy(target: SuspensionTarget, at: Date): ControlDegradation | undefined {
    return [...this.#degradations.values()].find((order) => isActive(order, at) && covers(order, target));
  }

  /** The pause that keeps this check from being asked again at `at`. */
  pausedBy(target: DeferredTarget, at: Date): ControlRecheckPause | undefined {
    return [...this.#pauses.values()].find((order) => isActive(order, at) && means(order.scope, target));
  }

  /** The order that gives up this check, received at `receivedAtMs`. */
  droppedBy(target: DeferredTarget, receivedAtMs: number): ControlRecheckDrop | undefined {
    return [...this.#drops.values()].find(
      ({ scope, receivedBefore }) => receivedAtMs < Date.parse(receivedBefore) && means(scope, target),
    );
  }
}

function means(scope: string, target: DeferredTarget): boolean {
  return scope === `request/${target.vendor}/${target.requestId}` || covers({ scope }, target);
}
