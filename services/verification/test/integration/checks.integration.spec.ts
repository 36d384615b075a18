import { randomUUID } from 'node:crypto';
import { charterAccepted, checkAnswered, checkDegraded, checkRejected, encodeEvent } from '@officine/contracts';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { aVendor } from '../support/directory.ts';
import { BROKERS, dataOf, LiveKafka } from '../support/live-kafka.ts';
import { cipher, startVerification } from '../support/live-verification.ts';
import { AFFILIATED, anAnswer, FakeMySecu } from '../support/mysecu.ts';
import { aCheckRequested } from '../support/records.ts';

let reply: ConstructorParameters<typeof FakeMySecu>[0] = async () => anAnswer(AFFILIATED);
const mysecu = new FakeMySecu((question, call) => reply(question, call));
let kafka: LiveKafka;
let service: Awaited<ReturnType<typeof startVerification>>;

/** What this service still waits for; vendors of others on this broker are none of ours. */
function missing(): string[] {
  const { checks, notes } = service.health.readiness();
  const unready = checks.filter(({ ready, name }) => !ready && name !== 'vendors').map(({ name }) => name);
  return notes.some(({ note }) => note.includes(kafka.vendor)) ? [...unready, 'vendors'] : unready;
}

/** What `/readyz` notes about vendors that cannot be served. */
function notedVendors(): string {
  const { notes } = service.health.readiness();
  return notes.find(({ name }) => name === 'vendors')?.note ?? '';
}

describe.skipIf(BROKERS.length === 0)('verification on a real broker', () => {
  beforeAll(async () => {
    kafka = new LiveKafka();
    await kafka.start();
    await kafka.publishToken(cipher);
    service = await startVerification(mysecu);
    await vi.waitFor(() => expect(missing()).toEqual([]), { timeout: 40_000, interval: 100 });
  });

  afterAll(async () => {
    await service?.stop();
    await kafka?.stop();
  });

  const ask = (overrides: Parameters<typeof aCheckRequested>[0] = {}) => {
    const id = overrides.id ?? randomUUID();
    return { id, sent: kafka.send(aCheckRequested({ pharmacy: kafka.pharmacy, ...overrides, id })) };
  };

  it('answers a check in the partition of its request', async () => {
    const { id, sent } = ask();
    const position = await sent;

    const [result] = await kafka.resultsOf(id);

    expect(result?.headers).toMatchObject({ ce_type: checkAnswered.type, ce_sourceposition: position });
    expect(`${result?.partition}`).toBe(position.split(':')[0]);
  });

  it('rejects a pharmacy that nobody knows', async () => {
    const { id } = ask({ pharmacy: 'ph-nowhere' });

    const [result] = await kafka.resultsOf(id);

    expect(result?.headers['ce_type']).toBe(checkRejected.type);
    expect(result && dataOf(result).cause).toMatchObject({ code: 'unknown-pharmacy' });
  });

  it('puts away what nobody can read, tells its vendor, and answers the next one', async () => {
    const position = await kafka.send({ value: Buffer.from('{"poison"'), headers: {} });
    const next = ask();

    const [poisoned] = await kafka.resultsOf(position);
    const [answered] = await kafka.resultsOf(next.id);

    expect(poisoned && dataOf(poisoned).cause).toMatchObject({ code: 'invalid-request', step: 'decode' });
    expect(answered?.headers['ce_type']).toBe(checkAnswered.type);
  });

  it('rejects data of another shape by its id', async () => {
    const { headers } = aCheckRequested({ id: 'shape-1' });
    await kafka.send({ headers, value: Buffer.from('{"check":"affiliation","pharmacy":7}') });

    const [result] = await kafka.resultsOf('shape-1');

    expect(result && dataOf(result).cause).toMatchObject({ code: 'invalid-request', field: 'pharmacy' });
  });

  it('repeats its answer byte for byte to who asks again', async () => {
    const { id } = ask();
    await kafka.resultsOf(id);
    ask({ id });

    const [first, second] = await kafka.resultsOf(id, 2);

    expect(second?.value).toEqual(first?.value);
    expect(second?.headers).toEqual(first?.headers);
  });

  it('lets who accepted the charter ask at once', async () => {
    await kafka.control('charter', 'self', { version: '7', url: {} });
    const refused = ask();
    const [rejected] = await kafka.resultsOf(refused.id);
    const acceptance = { pharmacy: kafka.pharmacy, user: 'u-42', version: '7' };
    await kafka.send(encodeEvent(charterAccepted, { id: randomUUID(), source: '/test', data: acceptance }));
    const allowed = ask();
    const [answered] = await kafka.resultsOf(allowed.id);
    await kafka.control('charter', 'self', null);

    expect(rejected && dataOf(rejected).cause).toMatchObject({ code: 'charter-not-accepted' });
    expect(answered?.headers['ce_type']).toBe(checkAnswered.type);
  });

  it('degrades in time when mySecu is silent, and settles the check by itself once it speaks', async () => {
    reply = ({ signal }) => new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
    const { id } = ask({ timeoutMs: 1_000 });
    const [degraded] = await kafka.resultsOf(id);
    reply = async () => anAnswer(AFFILIATED);

    const [, settled] = await kafka.resultsOf(id, 2);

    expect(degraded?.headers['ce_type']).toBe(checkDegraded.type);
    expect(settled?.headers['ce_type']).toBe(checkAnswered.type);
    expect(settled && dataOf(settled)).toMatchObject({ attempt: 2, supersedes: degraded?.headers['ce_id'] });
  });

  it('goes on with one vendor while another has no topics, and names whom it cannot serve', async () => {
    const ghost = `ghost-${randomUUID().slice(0, 8)}`;
    await kafka.control('vendor', ghost, aVendor({ id: ghost }));
    await vi.waitFor(() => expect(notedVendors()).toContain(`vendor ${ghost}`), { timeout: 20_000, interval: 100 });
    const { id } = ask();

    const [result] = await kafka.resultsOf(id);
    const { ready } = service.health.readiness();
    await kafka.control('vendor', ghost, null);

    expect(result?.headers['ce_type']).toBe(checkAnswered.type);
    expect(ready).toBe(true);
    await vi.waitFor(() => expect(notedVendors()).not.toContain(ghost), { timeout: 20_000, interval: 100 });
  });

  it('commits what it answered: a second replica repeats nothing and takes over', async () => {
    const before = ask();
    await kafka.resultsOf(before.id);
    const second = await startVerification(mysecu);
    await service.stop();
    service = second;
    // A share of permits that was just gained does not count for one session time-out: the check waits for it.
    const after = ask({ timeoutMs: 20_000 });

    const [answered] = await kafka.resultsOf(after.id);

    expect(answered?.headers['ce_type']).toBe(checkAnswered.type);
    expect(await kafka.resultsOf(before.id)).toHaveLength(1);
  });
});
