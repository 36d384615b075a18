import { randomUUID } from 'node:crypto';
import { auditRecorded, parseData } from '@officine/contracts';
import { connectKafka, TopicAdmin } from '@officine/kafka';
import type { Kafka } from 'kafkajs';
import { beforeEach, describe, expect, it } from 'vitest';
import { applyTo } from '../../src/control/apply-directory.ts';
import { COMMAND_SOURCE } from '../../src/control/control-source.ts';
import { type ControlPlace, ControlStore } from '../../src/control/control-store.ts';
import { decideByCommand, putting } from '../../src/control/decide-by-command.ts';
import { readToEnd } from '../../src/control/read-to-end.ts';
import { parseDirectory } from '../../src/directory/parse-directory.ts';

const SILENT = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };
const settings = { clientId: 'cli-test', brokers: (process.env['KAFKA_BROKERS'] ?? '').split(',') };
const AT = new Date('2026-11-24T08:00:00Z');

describe('what a command decides', () => {
  let kafka: Kafka;
  let place: ControlPlace;
  let store: ControlStore;
  let vendor: string;

  beforeEach(async () => {
    const own = randomUUID();
    vendor = `t-${own.slice(0, 8)}`;
    kafka = connectKafka(settings, SILENT);
    place = { controlTopic: `test-control-${own}`, auditTopic: `test-audit-${own}`, transactionalId: `test-control-${own}` };
    store = new ControlStore(kafka, place);
    const admin = new TopicAdmin(kafka);
    await admin.ensure([
      { name: place.controlTopic, partitions: 1, config: { 'cleanup.policy': 'compact' } },
      { name: place.auditTopic, partitions: 1, config: {} },
      { name: notices(), partitions: 1, config: {} },
    ]);
    await admin.close();
    await applyTo(store, directory(), {});
  });

  const notices = () => `officine.vendor.${vendor}.notices.v1`;
  const directory = (more = '') =>
    parseDirectory(`environment: custom
vendors: [{ id: ${vendor}, contact: a }]
pharmacies:
  - { id: ph-1, vendor: ${vendor}, codePrestataire: "90000001", eHealthId: "1234567801", opened: 2020-01-01 }
${more}`);
  const suspension = (scope: string) => ({
    kind: 'suspension' as const,
    id: scope,
    data: { scope, reason: 'lost key', until: null },
  });
  const operator = { actor: 'operator', at: AT, pseudonymOf: () => ({ kid: 'p-1', hmac: 'h' }) };
  const suspend = (scope: string) => decideByCommand(store, operator, (inForce) => putting(inForce, suspension(scope)));

  it('is in force with who decided it and since when, in the audit, and told to the vendor concerned', async () => {
    await suspend('pharmacy/ph-1');

    const inForce = (await store.read()).get('suspension/pharmacy/ph-1');
    expect(inForce).toMatchObject({
      data: { reason: 'lost key', by: 'operator', since: AT.toISOString(), until: null },
      written: { source: COMMAND_SOURCE },
    });
    expect((await jsonIn(place.auditTopic)).at(-1)).toMatchObject({
      actor: 'operator',
      object: 'suspension/pharmacy/ph-1',
      outcome: 'created',
    });
    expect(await jsonIn(notices())).toMatchObject([{ about: 'suspension', scope: 'pharmacy/ph-1', reason: 'lost key' }]);
  });

  it('names a user by a pseudonym alone in the audit', async () => {
    await suspend('user/ph-1/anna.muster');

    const fact = (await jsonIn(place.auditTopic)).at(-1);
    expect(parseData(auditRecorded, fact)).toMatchObject({ fits: true });
    expect(fact).toMatchObject({ object: 'suspension/user/ph-1', vendor, pharmacy: 'ph-1', user: { kid: 'p-1', hmac: 'h' } });
    expect(JSON.stringify(fact)).not.toContain('anna');
  });

  it('stops a user though no pseudonym can be made, and changes no access then', async () => {
    const { pseudonymOf: _, ...without } = operator;

    await decideByCommand(store, without, (inForce) => putting(inForce, suspension('user/ph-1/anna.muster')));
    const granting = decideByCommand(store, without, (inForce) =>
      putting(inForce, {
        kind: 'access',
        id: 'ph-1/anna.muster',
        data: { pharmacy: 'ph-1', user: 'anna.muster', access: 'granted' },
      }),
    );

    await expect(granting).rejects.toThrow('OFFICINE_PSEUDONYM_KEYS_FILE');
    expect((await store.read()).has('suspension/user/ph-1/anna.muster')).toBe(true);
    expect(JSON.stringify(await jsonIn(place.auditTopic))).not.toContain('anna');
  });

  it('stays when a file that does not speak of it is applied, also where that was asked to prune', async () => {
    await suspend('all');

    const { difference } = await applyTo(store, directory(), { prune: true });

    expect(difference).toEqual({ changes: [], kept: [{ key: 'suspension/all', why: 'by-command' }] });
    expect((await store.read()).has('suspension/all')).toBe(true);
  });

  it('is decided though others write at the same time: nobody looks at a difference in an emergency', async () => {
    await Promise.all(
      ['all', 'pharmacy/ph-1', 'check/accident'].map((scope) => {
        const own = new ControlStore(connectKafka(settings, SILENT), place);
        return decideByCommand(own, operator, (inForce) => putting(inForce, suspension(scope)));
      }),
    );

    expect([...(await store.read()).keys()].filter((key) => key.startsWith('suspension/'))).toHaveLength(3);
  });

  it('takes access back with a record that says so, and keeps it as evidence', async () => {
    const grant = (access: 'granted' | 'revoked') =>
      decideByCommand(store, operator, (inForce) =>
        putting(inForce, {
          kind: 'access',
          id: 'ph-1/u-42',
          data: { pharmacy: 'ph-1', user: 'u-42', access, by: 'administrator' },
        }),
      );
    await grant('granted');

    await grant('revoked');

    expect((await store.read()).get('access/ph-1/u-42')?.data).toMatchObject({ access: 'revoked', by: 'administrator' });
    expect((await typesIn(place.controlTopic)).slice(-2)).toEqual([
      'lu.officine.access.granted.v1',
      'lu.officine.access.revoked.v1',
    ]);
    expect((await jsonIn(place.auditTopic)).slice(-2)).toMatchObject([{ outcome: 'created' }, { outcome: 'revoked' }]);
  });

  it('of a file writes thousands of pharmacies in one transaction, though no broker takes them in one batch', async () => {
    const pharmacies = Array.from({ length: 4_000 }, (_, n) => {
      const digits = String(n).padStart(4, '0');
      return `  - { id: ph-${digits}, vendor: ${vendor}, codePrestataire: "8000${digits}", eHealthId: "223456${digits}", opened: 2020-01-01 }`;
    });

    await applyTo(store, directory(pharmacies.join('\n')), {});

    expect((await store.read()).size).toBe(4_003);
  });

  async function jsonIn(topic: string): Promise<Record<string, unknown>[]> {
    const found: Record<string, unknown>[] = [];
    await readToEnd(kafka, topic, ({ value }) => void found.push(JSON.parse(String(value))));
    return found;
  }

  async function typesIn(topic: string): Promise<string[]> {
    const found: string[] = [];
    await readToEnd(kafka, topic, ({ headers }) => void found.push(String(headers?.['ce_type'])));
    return found;
  }
});
