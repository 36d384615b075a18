import { randomUUID } from 'node:crypto';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { readCheckpoint } from '@officine/audit';
import { auditCheckpointed, decodeEvent, parseData } from '@officine/contracts';
import { View } from '@officine/kafka';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Notary } from '../../src/application/notary.ts';
import { aListeningLogger, anInstallation, silent } from '../support/installation.ts';

let installation: Awaited<ReturnType<typeof anInstallation>>;
beforeEach(async () => {
  installation = await anInstallation();
});
afterEach(() => installation.close());

const pharmacy = (index: number) => `ph-${String(index % 5).padStart(4, '0')}`;

async function recordMany(from: number, count: number): Promise<void> {
  await Promise.all(
    Array.from({ length: count }, (_, index) =>
      installation.record({ pharmacy: pharmacy(index), requestId: `r-${from + index}`, vendor: 'acme' }),
    ),
  );
}

async function requestIds(): Promise<Set<string | undefined>> {
  const found = await installation.collections.content.find().project<{ requestId?: string }>({ requestId: 1 }).toArray();
  return new Set(found.map(({ requestId }) => requestId));
}

describe('the audit service', () => {
  it('records every event once, commits after that, and signs what it has', async () => {
    await recordMany(0, 60);
    const repeated = await installation.record({ pharmacy: 'ph-0001' });
    await installation.record({ pharmacy: 'ph-0001' }, repeated);
    const service = await installation.startService();
    await installation.committed();
    await installation.signed();
    await service.stop();

    expect(await installation.collections.chain.countDocuments()).toBe(61);
    const report = await installation.verify();
    expect(report).toMatchObject({ records: 61, findings: [] });
    expect(report.states.every(({ seq, vouchedTo }) => seq === vouchedTo)).toBe(true);
  });

  it('publishes its checkpoints for witnesses, each once acknowledged', async () => {
    const { kafka, names, publicKey } = installation;
    const seen: string[] = [];
    const witness = new View({
      kafka,
      logger: silent,
      topic: names.auditCheckpoints,
      name: randomUUID(),
      decode: (record) => {
        const decoded = decodeEvent(record);
        const parsed = decoded.readable ? parseData(auditCheckpointed, decoded.event.data) : { fits: false as const };
        return parsed.fits ? parsed.data : null;
      },
      onChange: (_, checkpoint) => void seen.push(checkpoint?.jws ?? ''),
    });
    witness.start();
    await recordMany(0, 10);
    const service = await installation.startService();
    await installation.committed();
    await installation.signed();
    await service.app.resolve(Notary).round();
    await service.stop();

    const stored = await installation.collections.checkpoints.find().sort({ _id: 1 }).toArray();
    await expect.poll(() => seen.length, { timeout: 20_000 }).toBe(stored.length);
    await witness.stop();
    expect(seen).toEqual(stored.map(({ jws }) => jws));
    expect(await readCheckpoint(seen[0] ?? '', [publicKey])).toMatchObject({ number: 1, previous: null });
  });

  it('records a fact of its own for what is no audit event, without its content', async () => {
    const { names, publisher } = installation;
    await publisher.publish({ topic: names.auditEvents, key: 'ph-0001', value: Buffer.from('1980010112302 {') });
    await installation.record({ pharmacy: 'ph-0001' });
    const service = await installation.startService();
    await installation.committed();
    await service.stop();

    const contents = await installation.collections.content.find().sort({ offset: 1 }).toArray();
    expect(contents.map(({ action }) => action)).toEqual(['audit.unreadable', 'check.answered']);
    expect(JSON.stringify(contents)).not.toContain('1980010112302');
  });

  it('says nothing of any person, not even when it says all it can', async () => {
    const { logger, said } = aListeningLogger();
    const { names, publisher } = installation;
    const people = { user: { kid: 'k', hmac: 'the-user-hmac' }, subject: { kid: 'k', hmac: 'the-person-hmac' } };
    await installation.record({ pharmacy: 'ph-0001', vendor: 'acme', ...people });
    await publisher.publish({ topic: names.auditEvents, key: 'ph-0001', value: Buffer.from('{"matricule":"1980010112302"}') });
    const service = await installation.startService(installation.uri, logger);
    await installation.committed();
    await installation.signed();
    await service.stop();

    const contents = JSON.stringify(await installation.collections.content.find().toArray());
    expect(said()).toContain('started');
    for (const secret of ['the-user-hmac', 'the-person-hmac', '1980010112302', 'PRIVATE KEY']) {
      expect(said()).not.toContain(secret);
      expect(contents).not.toContain(secret);
    }
  });

  it('misses and doubles nothing when replicas come and go while events arrive', async () => {
    const one = await installation.startService();
    await recordMany(0, 40);
    const other = await installation.startService();
    await recordMany(40, 40);
    await one.stop();
    await recordMany(80, 40);
    await installation.committed();
    await other.stop();

    expect(await installation.collections.chain.countDocuments()).toBe(120);
    expect((await requestIds()).size).toBe(120);
    expect((await installation.verify()).findings).toEqual([]);
  });

  it('catches up after MongoDB was away', async () => {
    const gate = await aGate(installation.uri);
    const service = await installation.startService(gate.uri);
    await recordMany(0, 20);
    await installation.recorded(20);

    await gate.close();
    await recordMany(20, 40);
    await gate.open();
    await installation.committed();
    await service.stop();
    await gate.close();

    expect(await installation.collections.chain.countDocuments()).toBe(60);
    expect((await installation.verify()).findings).toEqual([]);
  });

  it('opens a new chain when its topic was deleted and made anew', async () => {
    const { admin, names } = installation;
    const first = await installation.startService();
    await recordMany(0, 30);
    await installation.committed();
    await first.stop();
    await admin.deleteTopics({ topics: [names.auditEvents] });
    await expect.poll(() => admin.listTopics(), { timeout: 20_000 }).not.toContain(names.auditEvents);
    await installation.createEvents();

    await recordMany(100, 20);
    const second = await installation.startService();
    await installation.recorded(50);
    await second.stop();

    const generations = await installation.collections.chains.distinct('generation');
    expect(generations).toEqual(expect.arrayContaining([1, 2]));
    expect((await requestIds()).size).toBe(50);
    expect((await installation.verify()).findings).toEqual([]);
  });

  it('loses nothing of a topic made anew under two replicas that read it, though the new one is soon longer than the old', async () => {
    const { admin, names } = installation;
    const replicas = [await installation.startService(), await installation.startService()];
    await recordMany(0, 30);
    await installation.committed();
    await admin.deleteTopics({ topics: [names.auditEvents] });
    await expect.poll(() => admin.listTopics(), { timeout: 20_000 }).not.toContain(names.auditEvents);
    await installation.createEvents();
    await recordMany(100, 200);

    await expect.poll(async () => (await requestIds()).size, { timeout: 60_000 }).toBe(230);
    await Promise.all(replicas.map((replica) => replica.stop()));

    expect((await installation.verify()).findings).toEqual([]);
  });
});

/** A way to MongoDB that can be shut: connections break, new ones are refused. */
async function aGate(target: URL) {
  const sockets = new Set<Socket>();
  let server: Server;
  let port = 0;
  const open = async () => {
    server = createServer((client) => {
      const upstream = connect(Number(target.port), target.hostname);
      for (const socket of [client, upstream]) {
        sockets.add(socket);
        socket.on('error', () => undefined);
        socket.on('close', () => {
          client.destroy();
          upstream.destroy();
        });
      }
      client.pipe(upstream).pipe(client);
    });
    await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
    port = (server.address() as { port: number }).port;
  };
  await open();
  const uri = new URL(target);
  uri.port = String(port);
  return {
    uri,
    open,
    close: async () => {
      const closed = new Promise((resolve) => server.close(resolve));
      for (const socket of sockets) {
        socket.destroy();
      }
      sockets.clear();
      await closed;
    },
  };
}
