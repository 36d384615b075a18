import { randomUUID } from 'node:crypto';
import { connectKafka, TopicAdmin } from '@officine/kafka';
import type { Kafka } from 'kafkajs';
import { beforeEach, describe, expect, it } from 'vitest';
import { applyTo } from '../../src/control/apply-directory.ts';
import { ChangedMeanwhile } from '../../src/control/changed-meanwhile.ts';
import { APPLY_SOURCE } from '../../src/control/control-source.ts';
import { type ControlPlace, ControlStore } from '../../src/control/control-store.ts';
import { readToEnd } from '../../src/control/read-to-end.ts';
import { parseDirectory } from '../../src/directory/parse-directory.ts';

const SILENT = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };
const settings = { clientId: 'cli-test', brokers: (process.env['KAFKA_BROKERS'] ?? '').split(',') };

const TWO_VENDORS = directory('[{ id: acme, contact: a }, { id: bcme, contact: b }]');
const ONE_VENDOR = directory('[{ id: acme, contact: changed }]');

describe('applying a directory', () => {
  let kafka: Kafka;
  let place: ControlPlace;
  let store: ControlStore;

  beforeEach(async () => {
    const own = randomUUID();
    kafka = connectKafka(settings, SILENT);
    place = { controlTopic: `test-control-${own}`, auditTopic: `test-audit-${own}`, transactionalId: `test-control-${own}` };
    store = new ControlStore(kafka, place);
    const admin = new TopicAdmin(kafka);
    await admin.ensure([
      { name: place.controlTopic, partitions: 1, config: { 'cleanup.policy': 'compact' } },
      { name: place.auditTopic, partitions: 3, config: {} },
    ]);
    await admin.close();
  });

  it('makes it the one in force, with one audit event a change', async () => {
    const { written } = await applyTo(store, TWO_VENDORS, { actor: 'operator' });

    expect(written).toBe(true);
    expect([...(await store.read()).keys()]).toEqual(['environment/self', 'vendor/acme', 'vendor/bcme']);
    expect(await audited()).toEqual(['created environment/self', 'created vendor/acme', 'created vendor/bcme']);
  });

  it('writes nothing where nothing differs', async () => {
    await applyTo(store, TWO_VENDORS, {});

    const again = await applyTo(store, TWO_VENDORS, {});

    expect(again).toEqual({ difference: { changes: [], kept: [] }, written: false });
    expect(await audited()).toHaveLength(3);
  });

  it('keeps what the file does not name, and removes it where that was asked for', async () => {
    await applyTo(store, TWO_VENDORS, {});

    await applyTo(store, ONE_VENDOR, {});
    expect([...(await store.read()).keys()]).toContain('vendor/bcme');
    await applyTo(store, ONE_VENDOR, { prune: true });

    expect([...(await store.read()).keys()]).toEqual(['environment/self', 'vendor/acme']);
    expect((await store.read()).get('vendor/acme')?.data).toMatchObject({ contact: 'changed' });
    expect(await audited()).toContain('removed vendor/bcme');
  });

  it('writes nothing in a dry run, nor where the difference is not confirmed', async () => {
    await applyTo(store, TWO_VENDORS, { dryRun: true });
    await applyTo(store, TWO_VENDORS, { confirm: () => Promise.resolve(false) });

    expect(await store.read()).toEqual(new Map());
  });

  it('refuses to write what was looked at before another apply', async () => {
    const late = applyTo(store, TWO_VENDORS, {
      // While the operator looks at the difference, a colleague is faster.
      confirm: async () => {
        await applyTo(new ControlStore(connectKafka(settings, SILENT), place), ONE_VENDOR, {});
        return true;
      },
    });

    await expect(late).rejects.toThrow(new ChangedMeanwhile());
    expect([...(await store.read()).keys()]).toEqual(['environment/self', 'vendor/acme']);
    expect(await audited()).toEqual(['created environment/self', 'created vendor/acme']);
  });

  it('is fenced where another apply begins to write before it has written', async () => {
    const { changes } = (await applyTo(store, TWO_VENDORS, { dryRun: true })).difference;
    const occasion = { actor: 'a', at: new Date(), environment: 'custom' as const, source: APPLY_SOURCE };
    const other = new ControlStore(connectKafka(settings, SILENT), place);

    // Both have begun; the one that began first must not be able to write any more.
    const first = new InterruptedStore(kafka, place, () => other.write(changes, occasion, () => true)).write(
      changes,
      occasion,
      () => true,
    );

    await expect(first).rejects.toThrow(ChangedMeanwhile);
    expect(await audited()).toHaveLength(3);
  });

  async function audited(): Promise<string[]> {
    const found: string[] = [];
    await readToEnd(kafka, place.auditTopic, ({ value }) => {
      const { outcome, object } = JSON.parse(String(value));
      found.push(`${outcome} ${object}`);
    });
    return found.toSorted((a, b) => a.localeCompare(b));
  }
});

/** A store in whose transaction something happens between its last look and its writing. */
class InterruptedStore extends ControlStore {
  readonly #meanwhile: () => Promise<void>;

  constructor(kafka: Kafka, place: ControlPlace, meanwhile: () => Promise<void>) {
    super(kafka, place);
    this.#meanwhile = meanwhile;
  }

  override async read() {
    const found = await super.read();
    await this.#meanwhile();
    return found;
  }
}

function directory(vendors: string) {
  return parseDirectory(`environment: custom\nvendors: ${vendors}`);
}
