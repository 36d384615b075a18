import { setTimeout as after } from 'node:timers/promises';
import type { Kafka, Message } from 'kafkajs';

/** How a vendor gone wild sends. */
export interface Flood {
  readonly vendor: string;
  readonly pharmacies: readonly string[];
  readonly perSecond: number;
  /** One record in so many is nothing that anybody could read. */
  readonly poisonedOneIn: number;
  readonly forMs: number;
}

const EVERY_MS = 100;

/** Sends far more than a vendor may ask, poison among it, whatever comes of it. */
export async function flood(kafka: Kafka, { vendor, pharmacies, perSecond, poisonedOneIn, forMs }: Flood): Promise<void> {
  const producer = kafka.producer();
  await producer.connect();
  const startMs = performance.now();
  let sent = 0;
  for (let due = startMs; due < startMs + forMs; due += EVERY_MS) {
    await after(Math.max(0, due - performance.now()));
    const messages = Array.from({ length: Math.round((perSecond * EVERY_MS) / 1000) }, () => {
      sent += 1;
      return sent % poisonedOneIn === 0 ? poisoned(sent) : question(pharmacies[sent % pharmacies.length] ?? '');
    });
    await producer.send({ topic: `officine.vendor.${vendor}.requests.v1`, messages });
  }
  await producer.disconnect();
}

/** Sends one record that nobody can read, not even whom to answer. */
export async function poison(kafka: Kafka, vendor: string): Promise<void> {
  const producer = kafka.producer();
  await producer.connect();
  await producer.send({ topic: `officine.vendor.${vendor}.requests.v1`, messages: [poisoned(1)] });
  await producer.disconnect();
}

function poisoned(n: number): Message {
  const values = ['{"poison"', '', '\u0000\u0001\u0002', `"${'x'.repeat(100_000)}"`];
  return { key: `poison-${n}`, value: values[n % values.length] ?? '', headers: { ce_type: 'nonsense' } };
}

function question(pharmacy: string): Message {
  const data = {
    check: 'affiliation',
    pharmacy,
    user: { id: 'u-9', role: 'pharmacist' },
    timeoutMs: 3000,
    affiliation: { matricule: '1980010112302' },
  };
  const headers = {
    ce_specversion: '1.0',
    ce_id: crypto.randomUUID(),
    ce_source: 'urn:flood:vendor',
    ce_type: 'lu.officine.check.requested.v1',
    'content-type': 'application/json',
  };
  return { key: pharmacy, value: JSON.stringify(data), headers };
}
