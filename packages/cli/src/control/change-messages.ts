import { randomUUID } from 'node:crypto';
import { type AuditRecorded, auditRecorded, controlKinds, type Environment, encodeEvent } from '@officine/contracts';
import type { Message } from 'kafkajs';
import type { Change } from './difference.ts';

const SOURCE = '/officine/cli';

/** Who changes what, when, on which platform. */
export interface Occasion {
  readonly actor: string;
  readonly at: Date;
  readonly environment: Environment;
}

/** The control records and the audit events of some changes: they are written together or not at all. */
export function changeMessages(changes: readonly Change[], occasion: Occasion): { control: Message[]; audit: Message[] } {
  return {
    control: changes.map((change) => ({ key: change.key, ...controlValue(change, occasion.at) })),
    audit: changes.map((change) => auditMessage(change, occasion)),
  };
}

function controlValue(change: Change, at: Date) {
  if (change.action === 'removed') {
    return { value: null };
  }
  const { kind, data } = change.after;
  // The data fits its kind: it was parsed with that kind's schema.
  return encodeEvent<unknown>(controlKinds[kind], {
    id: randomUUID(),
    source: SOURCE,
    subject: change.key,
    time: at.toISOString(),
    data,
  });
}

function auditMessage(change: Change, { actor, at, environment }: Occasion) {
  const { kind, id } = change.action === 'removed' ? change.before : change.after;
  const data: AuditRecorded = {
    action: 'control.changed',
    at: at.toISOString(),
    environment,
    service: 'cli',
    actor,
    object: change.key,
    outcome: change.action,
    ...(kind === 'vendor' && { vendor: id }),
    ...(kind === 'pharmacy' && { pharmacy: id }),
  };
  const { headers, value } = encodeEvent<AuditRecorded>(auditRecorded, { id: randomUUID(), source: SOURCE, time: data.at, data });
  return { key: kind === 'pharmacy' ? id : change.key, headers, value };
}
