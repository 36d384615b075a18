import { encodeEvent, type VendorNoticed, vendorNoticed } from '@officine/contracts';
import type { Message } from 'kafkajs';
import type { ControlRecords } from '../control/control-records.ts';
import type { Change } from '../control/difference.ts';
import { tellingOf } from './telling-of.ts';

/** When a change is made, and by which command. */
interface When {
  readonly at: Date;
  readonly source: string;
}

/**
 * What the vendors concerned are told of changes, by vendor. The notices are written in the transaction of the change itself: nobody
 * hears of what was not written, and nothing is in force of which nobody heard.
 */
export function noticesOf(changes: readonly Change[], inForce: ControlRecords, { at, source }: When): Map<string, Message[]> {
  const notices = new Map<string, Message[]>();
  const vendors = [...inForce.values()].filter(({ kind }) => kind === 'vendor').map(({ id }) => id);
  for (const change of changes) {
    for (const { to, notice } of tellingOf(change, inForce)) {
      for (const vendor of to === 'all' ? vendors : [to]) {
        const data: VendorNoticed = { ...notice, at: at.toISOString() };
        const { headers, value } = encodeEvent(vendorNoticed, {
          // The same change tells each vendor once, however often it is tried.
          id: `${change.key}/${at.toISOString()}`,
          source,
          time: data.at,
          data,
        });
        const messages = notices.get(vendor) ?? [];
        notices.set(vendor, messages);
        messages.push({ key: null, headers, value });
      }
    }
  }
  return notices;
}
