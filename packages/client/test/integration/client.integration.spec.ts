import { topics, vendorTopicName } from '@officine/contracts';
import { TopicAdmin } from '@officine/kafka';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Client, createClient, type QuestionOf, type Settled } from '../../src/index.ts';
import { aDegradedTo, anAnswerTo, aRejectionOf, type Published, structured } from '../support/results.ts';
import { standInFor } from './stand-in.ts';
import { aVendor, brokers, kafka } from './vendor-topics.ts';

type Affiliation = QuestionOf<'affiliation'>;

/** What the stand-in does is asked for by the role of the user. */
const BEHAVIOURS: Record<string, (request: Published) => ReturnType<typeof anAnswerTo>[]> = {
  answers: (request) => [anAnswerTo(request)],
  structured: (request) => [structured(anAnswerTo(request))],
  rejects: (request) => [aRejectionOf(request, 'charter-not-accepted')],
  'degrades, then settles twice': (request) => {
    const settling = anAnswerTo(request, { id: `settling ${request.headers['ce_id']}`, supersedes: 'degraded-1' });
    return [aDegradedTo(request), settling, settling];
  },
  'is silent': () => [],
};

function questionTo(behaviour: string, pharmacy = 'ph-0001'): Affiliation {
  return { check: 'affiliation', pharmacy, user: { id: 'u-1', role: behaviour }, affiliation: { matricule: '1893120105732' } };
}

describe('a client on a real broker', () => {
  let vendor: string;
  let client: Client;
  let standIn: Awaited<ReturnType<typeof standInFor>>;

  beforeAll(async () => {
    vendor = await aVendor();
    standIn = await standInFor(vendor, (request) => BEHAVIOURS[JSON.parse(String(request.value)).user.role]?.(request) ?? []);
    client = await createClient({ vendor, kafka: { brokers } });
  });

  afterAll(async () => {
    await client.close();
    await standIn.stop();
  });

  it('is connected once it is there', () => {
    expect(client.health()).toMatchObject({ connected: true, unsent: 0, waiting: 0 });
  });

  it('gets the answers of many questions at once, each its own', async () => {
    const pharmacies = Array.from({ length: 60 }, (_, index) => `ph-${index}`);

    const answers = await Promise.all(
      pharmacies.map((pharmacy) => client.check(questionTo('answers', pharmacy), { timeoutMs: 20_000 })),
    );

    expect(answers.map(({ outcome }) => outcome)).toEqual(pharmacies.map(() => 'answered'));
    expect(answers.map(({ pharmacy }) => pharmacy)).toEqual(pharmacies);
  });

  it('reads a result in structured mode', async () => {
    await expect(client.check(questionTo('structured'), { timeoutMs: 20_000 })).resolves.toMatchObject({
      outcome: 'answered',
      verdict: { affiliated: true },
    });
  });

  it('gets a rejection', async () => {
    await expect(client.check(questionTo('rejects'), { timeoutMs: 20_000 })).resolves.toMatchObject({
      outcome: 'rejected',
      cause: { code: 'charter-not-accepted' },
    });
  });

  it('gets a degraded result, and hears of its settlement once', async () => {
    const settled: Settled[] = [];
    const settlement = Promise.withResolvers<void>();
    const end = client.onSettled((told) => {
      settled.push(told);
      settlement.resolve();
    });

    await expect(client.check(questionTo('degrades, then settles twice'), { timeoutMs: 20_000 })).resolves.toMatchObject({
      outcome: 'degraded',
      cause: { code: 'mysecu-timeout' },
    });
    await settlement.promise;
    // What is asked after the second copy is answered after it: both were read by then.
    await client.check(questionTo('answers'), { timeoutMs: 20_000 });
    end();

    expect(settled).toMatchObject([{ outcome: 'answered', supersedes: 'degraded-1', own: true }]);
  });

  it('answers by itself in time where Officine is silent', async () => {
    const startedMs = performance.now();

    const result = await client.check(questionTo('is silent'), { timeoutMs: 400 });
    const elapsedMs = performance.now() - startedMs;

    expect(result).toMatchObject({
      outcome: 'degraded',
      local: true,
      cause: { code: 'officine-unavailable', detail: 'no-result' },
    });
    expect(elapsedMs).toBeGreaterThanOrEqual(400);
    // The promise is 450 ms; a shared test machine gets some more.
    expect(elapsedMs).toBeLessThan(700);
  });

  it('hears what comes in partitions that are added while it runs', async () => {
    const admin = new TopicAdmin(kafka());
    for (const topic of [topics.results, topics.requests]) {
      await admin.ensure([{ name: vendorTopicName(topic, vendor), partitions: 6, config: {} }]);
    }
    await admin.close();
    // One that starts now asks in all partitions; the one that runs already must hear of all that settles.
    const other = await createClient({ vendor, kafka: { brokers } });
    const pharmacies = Array.from({ length: 30 }, (_, index) => `grown-${index}`);
    const heard = new Set<string | undefined>();
    const allHeard = Promise.withResolvers<void>();
    const end = client.onSettled(({ pharmacy }) => {
      if (heard.add(pharmacy).size === pharmacies.length) {
        allHeard.resolve();
      }
    });

    const asked = pharmacies.map((pharmacy) =>
      other.check(questionTo('degrades, then settles twice', pharmacy), { timeoutMs: 20_000 }),
    );
    await Promise.all([...asked, allHeard.promise]);
    end();
    await other.close();

    expect(heard).toEqual(new Set(pharmacies));
  });
});

describe('a client whose Kafka is away', () => {
  it('is there all the same, and answers in time by itself', async () => {
    const client = await createClient({ vendor: 'nobody', kafka: { brokers: ['127.0.0.1:1'] } });

    const result = await client.check(questionTo('answers'), { timeoutMs: 300 });

    expect(result).toMatchObject({ outcome: 'degraded', local: true, cause: { detail: 'not-sent' } });
    expect(client.health()).toMatchObject({ connected: false, unsent: 1 });
    await client.close();
  });
});
