import {
  type CharterRecorded,
  charterRecorded,
  checkAnswered,
  checkDegraded,
  checkRejected,
  decodeEvent,
  type EventDefinition,
  type EventRecord,
  parseData,
} from '@officine/contracts';
import type { CheckResult } from './check-result.ts';

/** What one record of the results topic says. */
export type ReadResult =
  | { readonly kind: 'result'; readonly requestId: string; readonly requestHash?: string; readonly result: CheckResult }
  | { readonly kind: 'charter'; readonly recorded: CharterRecorded }
  /** Not for us, or not readable by this version; `reason` quotes nothing of the record. */
  | { readonly kind: 'other'; readonly reason: string };

/** Reads a record of the results topic, binary or structured mode. Never throws. */
export function readResult(record: EventRecord): ReadResult {
  const decoded = decodeEvent(record);
  if (!decoded.readable) {
    return { kind: 'other', reason: decoded.reason };
  }
  const { id, type, subject, extensions, data } = decoded.event;
  const read = <Data extends { requestId: string }>(
    event: EventDefinition<Data>,
    result: (data: Data) => CheckResult,
  ): ReadResult => {
    const parsed = parseData(event, data);
    if (!parsed.fits) {
      return { kind: 'other', reason: `${type}: ${parsed.field} does not fit its schema` };
    }
    const hash = extensions['requesthash'];
    return {
      kind: 'result',
      requestId: subject ?? parsed.data.requestId,
      ...(hash && { requestHash: hash }),
      result: result(parsed.data),
    };
  };
  switch (type) {
    case checkAnswered.type:
      return read(checkAnswered, (answered) => ({ ...answered, outcome: 'answered', id }));
    case checkDegraded.type:
      return read(checkDegraded, (degraded) => ({ ...degraded, outcome: 'degraded', id }));
    case checkRejected.type:
      return read(checkRejected, (rejected) => ({ ...rejected, outcome: 'rejected', id }));
    case charterRecorded.type: {
      const parsed = parseData(charterRecorded, data);
      return parsed.fits
        ? { kind: 'charter', recorded: parsed.data }
        : { kind: 'other', reason: `${type} does not fit its schema` };
    }
    default:
      return { kind: 'other', reason: 'unknown event type' };
  }
}
