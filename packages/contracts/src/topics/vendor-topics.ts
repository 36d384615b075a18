import { charterAccepted, charterRecorded } from '../events/charter.ts';
import { checkRequested } from '../events/check-requested.ts';
import { checkAnswered, checkDegraded, checkRejected } from '../events/check-result.ts';
import { vendorNoticed } from '../events/notice.ts';
import { defineTopic } from './define-topic.ts';
import { DAY_MS } from './durations.ts';

const REQUEST_BYTES = 128 * 1024;

export const requests = defineTopic({
  name: 'officine.vendor.<vendor>.requests.v1',
  summary: "A vendor's checks and charter acceptances",
  keyedBy: 'pharmacy',
  cleanup: { policy: 'delete', retentionMs: 2 * DAY_MS },
  partitions: 'per-vendor',
  events: [checkRequested, charterAccepted],
  writtenBy: ['vendor'],
  readBy: ['verification'],
  maxRecordBytes: REQUEST_BYTES,
  timestamps: 'LogAppendTime',
});

export const batch = defineTopic({
  name: 'officine.vendor.<vendor>.batch.v1',
  summary: 'Checks without a pharmacy waiting; exists only where control grants batch',
  keyedBy: 'pharmacy',
  cleanup: { policy: 'delete', retentionMs: 7 * DAY_MS },
  partitions: 'per-vendor',
  events: [checkRequested],
  writtenBy: ['vendor'],
  readBy: ['verification'],
  maxRecordBytes: REQUEST_BYTES,
  timestamps: 'LogAppendTime',
});

export const results = defineTopic({
  name: 'officine.vendor.<vendor>.results.v1',
  summary: 'Results, each in the same partition number as its request',
  keyedBy: 'pharmacy',
  cleanup: { policy: 'delete', retentionMs: 2 * DAY_MS },
  partitions: 'per-vendor',
  events: [checkAnswered, checkDegraded, checkRejected, charterRecorded],
  writtenBy: ['verification'],
  readBy: ['vendor', 'verification'],
});

export const notices = defineTopic({
  name: 'officine.vendor.<vendor>.notices.v1',
  summary: 'What a vendor should know beside its results',
  keyedBy: 'nothing',
  cleanup: { policy: 'delete', retentionMs: 30 * DAY_MS },
  partitions: 1,
  events: [vendorNoticed],
  // cli as well: who changes control tells the vendors concerned in the same transaction.
  writtenBy: ['verification', 'auth-token', 'audit', 'availability-monitor', 'cli'],
  readBy: ['vendor'],
});

/** The topics that every vendor has; the batch topic only where it is granted. */
export function topicsOfVendor(vendor: { readonly batch: unknown }): readonly (typeof requests)[] {
  return vendor.batch === null ? [results, requests, notices] : [results, requests, batch, notices];
}
