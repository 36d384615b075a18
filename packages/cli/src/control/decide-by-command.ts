import { setTimeout as delay } from 'node:timers/promises';
import { type ControlEnvironment, controlKey } from '@officine/contracts';
import { UsageError } from '../usage-error.ts';
import type { PseudonymOf } from './change-person.ts';
import { ChangedMeanwhile } from './changed-meanwhile.ts';
import type { ControlRecord, ControlRecords } from './control-records.ts';
import { COMMAND_SOURCE } from './control-source.ts';
import type { ControlStore } from './control-store.ts';
import type { Change } from './difference.ts';

/** Who commands, and when. */
export interface Command {
  readonly actor: string;
  readonly at: Date;
  readonly pseudonymOf?: PseudonymOf;
}

const ATTEMPTS = 6;

/**
 * Makes one change whatever else changes at the same time: an emergency is not told to look at a difference again. `decide` sees what is
 * in force while nobody else can write; undefined where there is nothing to do.
 * Throws `ChangedMeanwhile` when others are faster again and again, and what `decide` throws.
 */
export async function decideByCommand(
  store: ControlStore,
  command: Command,
  decide: (inForce: ControlRecords) => Change | undefined,
): Promise<Change | undefined> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      const [done] = await store.change((inForce) => {
        const change = decide(inForce);
        const occasion = { ...command, source: COMMAND_SOURCE, environment: environmentIn(inForce) };
        return { changes: change === undefined ? [] : [change], occasion };
      });
      return done;
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

/** The change that takes a record out of force. Throws a UsageError that says `otherwise` where it is not in force. */
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
