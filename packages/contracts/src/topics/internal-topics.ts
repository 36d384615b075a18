import { auditCheckpointed, auditRecorded } from '../events/audit.ts';
import { tokenIssued, tokenRequested } from '../events/auth-token.ts';
import { availabilityChanged } from '../events/availability.ts';
import { charterRecorded } from '../events/charter.ts';
import { type ControlKind, controlEvents, controlKinds } from '../events/control.ts';
import { checkDeferred, deadLettered } from '../events/deferral.ts';
import { verdictKept } from '../events/last-known.ts';
import { mysecuCalled } from '../events/mysecu-called.ts';
import { permitsLent, permitsWanted } from '../events/permits.ts';
import { defineTopic } from './define-topic.ts';
import { DAY_MS, FOR_EVER, HOUR_MS } from './durations.ts';

const controlKindNames = Object.keys(controlKinds) as ControlKind[];

export const deferred = defineTopic({
  name: 'officine.checks.deferred.v1',
  summary: 'Checks that still owe their true answer; a null record settles one',
  keyedBy: '<vendor>/<request id>, partitioned by pharmacy',
  cleanup: { policy: 'compact', retentionMs: 2 * DAY_MS },
  partitions: 12,
  events: [checkDeferred],
  writtenBy: ['verification'],
  readBy: ['verification', 'cli'],
});

export const deadLetters = defineTopic({
  name: 'officine.checks.dead-letter.v1',
  summary: 'Records that nobody can read, encrypted',
  keyedBy: 'source position',
  cleanup: { policy: 'delete', retentionMs: 7 * DAY_MS },
  partitions: 3,
  events: [deadLettered],
  writtenBy: ['verification', 'auth-token', 'audit'],
  readBy: ['operators'],
});

export const lastKnown = defineTopic({
  name: 'officine.checks.last-known.v1',
  summary: 'The last verified verdict of each question of vendors with a written consent (R15), encrypted; unused without one',
  keyedBy: '<vendor>/<HMAC of pharmacy and question>',
  cleanup: { policy: 'compact', retentionMs: 7 * DAY_MS },
  partitions: 12,
  events: [verdictKept],
  writtenBy: ['verification'],
  readBy: ['verification'],
  segmentMs: DAY_MS,
});

export const charterAcceptances = defineTopic({
  name: 'officine.charter.acceptances.v1',
  summary: 'Which user of which pharmacy accepted which version of the charter',
  keyedBy: '<vendor>/<pharmacy>/<user>',
  cleanup: { policy: 'compact' },
  partitions: 6,
  events: [charterRecorded],
  writtenBy: ['verification'],
  // cli as well: an operator shows the proof of an acceptance.
  readBy: ['verification', 'audit', 'cli'],
});

export const tokenRequests = defineTopic({
  name: 'officine.auth.token-requests.v1',
  summary: 'Somebody needs a mySecu token of a pharmacy',
  keyedBy: 'pharmacy',
  cleanup: { policy: 'delete', retentionMs: HOUR_MS },
  partitions: 12,
  events: [tokenRequested],
  writtenBy: ['verification', 'availability-monitor'],
  readBy: ['auth-token'],
});

export const tokens = defineTopic({
  name: 'officine.auth.tokens.v1',
  summary: 'The current mySecu token of each pharmacy, encrypted',
  keyedBy: 'pharmacy',
  cleanup: { policy: 'compact', retentionMs: DAY_MS },
  partitions: 12,
  events: [tokenIssued],
  writtenBy: ['auth-token'],
  readBy: ['verification', 'auth-token', 'availability-monitor'],
  segmentMs: HOUR_MS,
});

export const permits = defineTopic({
  name: 'officine.mysecu.permits.v1',
  summary:
    'Owning a partition is owning 1/24 of the rate and concurrency towards mySecu; its records are wishes for rate that others leave, and loans',
  keyedBy: 'replica',
  cleanup: { policy: 'delete', retentionMs: HOUR_MS },
  partitions: 24,
  events: [permitsWanted, permitsLent],
  writtenBy: ['verification'],
  readBy: ['verification'],
});

export const mysecuCalls = defineTopic({
  name: 'officine.mysecu.calls.v1',
  summary: 'Every call to eSanté and mySecu: how it went and how long it took',
  keyedBy: 'step',
  cleanup: { policy: 'delete', retentionMs: 3 * DAY_MS },
  partitions: 3,
  events: [mysecuCalled],
  writtenBy: ['verification', 'auth-token', 'availability-monitor'],
  // verification as well: what one replica's probe found, the others need not find again.
  readBy: ['availability-monitor', 'verification'],
});

export const availability = defineTopic({
  name: 'officine.mysecu.availability.v1',
  summary: 'The state of each component of mySecu',
  keyedBy: 'component',
  cleanup: { policy: 'compact' },
  partitions: 1,
  events: [availabilityChanged],
  writtenBy: ['availability-monitor'],
  // availability-monitor as well: a replica that takes over goes on from what was said.
  readBy: ['verification', 'auth-token', 'availability-monitor', 'vendor'],
});

export const auditEvents = defineTopic({
  name: 'officine.audit.events.v1',
  summary: 'What the contract obliges us to prove',
  keyedBy: 'pharmacy',
  cleanup: { policy: 'delete', retentionMs: 30 * DAY_MS },
  partitions: 12,
  events: [auditRecorded],
  // audit as well: who reads the audit is in the audit.
  writtenBy: ['verification', 'auth-token', 'availability-monitor', 'audit', 'cli'],
  readBy: ['audit'],
});

export const auditCheckpoints = defineTopic({
  name: 'officine.audit.checkpoints.v1',
  summary: "Signed checkpoints of the audit's chains",
  keyedBy: 'chain',
  cleanup: { policy: 'delete', retentionMs: FOR_EVER },
  partitions: 1,
  events: [auditCheckpointed],
  writtenBy: ['audit'],
  readBy: ['operators', 'availability-monitor', 'cli'],
});

export const control = defineTopic({
  name: 'officine.control.v1',
  summary: 'Vendors, pharmacies, charter, suspensions, maintenance, access of users, environment',
  keyedBy: 'kind/id',
  cleanup: { policy: 'compact' },
  partitions: 1,
  events: controlKindNames.flatMap(controlEvents),
  writtenBy: ['cli'],
  readBy: ['verification', 'auth-token', 'audit', 'availability-monitor', 'cli'],
});

/** All topics that exist once in an installation. */
export const internalTopics = [
  deferred,
  deadLetters,
  lastKnown,
  charterAcceptances,
  tokenRequests,
  tokens,
  permits,
  mysecuCalls,
  availability,
  auditEvents,
  auditCheckpoints,
  control,
] as const;
