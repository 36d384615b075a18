import { randomUUID } from 'node:crypto';
import {
  type AuditRecorded,
  auditRecorded,
  controlEvents,
  controlKinds,
  type Environment,
  encodeEvent,
  topics,
  vendorTopicName,
} from '@officine/contracts';
import type { Message, TopicMessages } from 'kafkajs';
import { noticesOf } from '../notices/notices-of.ts';
import { type PseudonymOf, personOf } from './change-person.ts';
import type { ControlRecords } from './control-records.ts';
import type { Change } from './difference.ts';
import { stamped } from './stamped.ts';

/** Who changes what, when, on which platform. */
export interface Occasion {
  readonly actor: string;
  readonly at: Date;
  readonly environment: Environment;
  /** The `source` of the records: `APPLY_SOURCE` or `COMMAND_SOURCE`. */
  readonly source: string;
  /** Needed where a change is about a user: the audit knows no user ids. */
  readonly pseudonymOf?: PseudonymOf;
}

/** The control records, audit events and notices of some changes: they are written together or not at all. */
export interface ChangeMessages {
  readonly control: readonly Message[];
  readonly audit: readonly Message[];
  /** By topic. */
  readonly notices: readonly TopicMessages[];
}

/** What to write for `changes` of `inForce`. Throws `UsageError` when a user's access is to change and no pseudonym can be made. */
export function changeMessages(changes: readonly Change[], inForce: ControlRecords, occasion: Occasion): ChangeMessages {
  return {
    control: changes.map((change) => ({ key: change.key, ...controlValue(change, occasion) })),
    audit: changes.map((change) => auditMessage(change, inForce, occasion)),
    notices: [...noticesOf(changes, inForce, occasion)].map(([vendor, messages]) => ({
      topic: vendorTopicName(topics.notices, vendor),
      messages: [...messages],
    })),
  };
}

function controlValue(change: Change, { actor, at, source }: Occasion) {
  if (change.action === 'removed') {
    return { value: null };
  }
  const { kind } = change.after;
  const data = stamped(change, actor, at);
  const revoked = kind === 'access' && Reflect.get(Object(data), 'access') === 'revoked';
  // The data fits its kind: it was parsed with that kind's schema.
  return encodeEvent<unknown>((revoked ? controlEvents(kind).at(-1) : undefined) ?? controlKinds[kind], {
    id: randomUUID(),
    source,
    subject: change.key,
    time: at.toISOString(),
    data,
  });
}

function auditMessage(change: Change, inForce: ControlRecords, { actor, at, environment, pseudonymOf }: Occasion): Message {
  const record = change.action === 'removed' ? change.before : change.after;
  const { kind, id, data: said } = record;
  const person = personOf(change, inForce, pseudonymOf);
  const revoked = kind === 'access' && Reflect.get(Object(said), 'access') === 'revoked';
  const data: AuditRecorded = {
    action: 'control.changed',
    at: at.toISOString(),
    environment,
    service: 'cli',
    actor,
    // A key with a user's id in it is told without it.
    object: person === undefined ? change.key : person.object,
    outcome: revoked ? 'revoked' : change.action,
    ...(kind === 'vendor' && { vendor: id }),
    ...(kind === 'pharmacy' && { pharmacy: id }),
    ...(person !== undefined && { vendor: person.vendor, pharmacy: person.pharmacy }),
    ...(person?.user !== undefined && { user: person.user }),
  };
  const { headers, value } = encodeEvent<AuditRecorded>(auditRecorded, {
    id: randomUUID(),
    source: '/officine/cli',
    time: data.at,
    data,
  });
  return { key: data.pharmacy ?? change.key, headers, value };
}
