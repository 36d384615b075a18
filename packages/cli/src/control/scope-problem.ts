import { controlKey } from '@officine/contracts';
import type { ControlRecords } from './control-records.ts';

/** Why a scope concerns nobody: in an emergency a misspelt id must not look like a stop. Undefined where it concerns somebody. */
export function scopeProblem(scope: string, inForce: ControlRecords): string | undefined {
  const [kind = '', id = ''] = scope.split('/');
  switch (kind) {
    case 'vendor':
      return inForce.has(controlKey('vendor', id)) ? undefined : `there is no vendor ${id}: nothing was done`;
    case 'pharmacy':
    case 'user':
      return inForce.has(controlKey('pharmacy', id)) ? undefined : `there is no pharmacy ${id}: nothing was done`;
    default:
      return;
  }
}
