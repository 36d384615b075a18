import { setTimeout as delay } from 'node:timers/promises';
import { type ControlEnvironment, controlKey } from '@officine/contracts';
import { UsageError } from '../usage-error.ts';
import { ChangedMeanwhile } from './changed-meanwhile.ts';
import type { ControlRecord, ControlRecords } from './control-records.ts';
import type { ControlStore } from './control-store.ts';
import type { Change } from './difference.ts';

const ATTEMPTS = 6;

/**
 * Makes one change whatever else changes at the same time. `decide` says which, of what is in force.
 * Throws `ChangedMeanwhile` when others are faster again and again, and what `decide` throws.
 */
export async function order(store: ControlStore, actor: string, decide: (inForce: ControlRecords) => Change): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    const inForce = await store.read();
    const change = decide(inForce);
    try {
      const occasion = { actor, at: new Date(), environment: environmentIn(inForce) };
      await store.write([change], occasion, (now) => JSON.stringify(decide(now)) === JSON.stringify(change));
      return;
    } catch (error) {
      if (!(error instanceof ChangedMeanwhile) || attempt === ATTEMPTS) {
        throw error;
      }
      await delay(50 + Math.random() * 200 * attempt);
    }
  }
}

/** The change that puts `after` in force. */
export function putting(inForce: ControlRecords, after: ControlRecord): Change {
  const key = controlKey(after.kind, after.id);
  const before = inForce.get(key);
  return before === undefined ? { action: 'created', key, after } : { action: 'changed', key, before, after };
}

/** The change that takes a record out of force. Throws a UsageError with `otherwise` where it is not in force. */
export function lifting(inForce: ControlRecords, key: string, otherwise: string): Change {
  const before = inForce.get(key);
  if (before === undefined) {
    throw new UsageError(otherwise);
  }
  return { action: 'removed', key, before };
}

function environmentIn(inForce: ControlRecords): ControlEnvironment['environment'] {
  const self = inForce.get('environment/self')?.data as ControlEnvironment | undefined;
  if (self === undefined) {
    throw new UsageError('control does not say which environment this is: run "officine apply" first');
  }
  return self.environment;
}
