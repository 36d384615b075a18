import { readFile } from 'node:fs/promises';
import { applyAcls, applyDirectory, applyTopics, parseDirectory } from '@officine/cli';
import { createClient } from '@officine/client';
import {
  CONTROL_TRANSACTIONAL_ID,
  deriveAcls,
  SERVICES,
  serviceUser,
  topics,
  vendorTopicName,
  vendorUser,
} from '@officine/contracts';
import {
  ADMIN_USER,
  createRunFolder,
  type GuardedKafka,
  type Stack,
  silentProgress,
  startGuardedKafka,
  startStack,
} from '@officine/devstack';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ALLOWED, User } from './support/attempts.ts';

const VENDORS = [
  { id: 'acme', partitions: 1, batch: { purpose: 'yearly review' } },
  { id: 'bcme', partitions: 1, batch: null },
] as const;
const USERS = [...SERVICES.map(serviceUser), ...VENDORS.map(({ id }) => vendorUser(id))];

/** A consumer group of each user's own, beside its neighbours'. */
const GROUPS: Readonly<Record<string, string>> = {
  'officine-verification': 'officine.verification.',
  'officine-auth-token': 'officine.view.auth-token.',
  'officine-audit': 'officine.view.audit.',
  'officine-availability-monitor': 'officine.availability-monitor.',
  'officine-cli': 'officine.cli.',
  'officine-operators': 'officine.operators.',
  'officine-vendor-acme': 'officine.client.acme.',
  'officine-vendor-bcme': 'officine.client.bcme.',
};

/** Written out here and not derived: what a reader of the architecture's table would say of the most dangerous of them. */
const NEVER = [
  ['officine-vendor-bcme', 'read', 'officine.vendor.acme.results.v1'],
  ['officine-vendor-bcme', 'write', 'officine.vendor.acme.requests.v1'],
  ['officine-vendor-acme', 'write', 'officine.vendor.acme.results.v1'],
  ['officine-vendor-acme', 'read', 'officine.auth.tokens.v1'],
  ['officine-vendor-acme', 'write', 'officine.control.v1'],
  ['officine-vendor-acme', 'read', 'officine.control.v1'],
  ['officine-vendor-acme', 'write', 'officine.mysecu.availability.v1'],
  ['officine-verification', 'write', 'officine.auth.tokens.v1'],
  ['officine-verification', 'write', 'officine.vendor.acme.requests.v1'],
  ['officine-auth-token', 'read', 'officine.vendor.acme.requests.v1'],
  ['officine-audit', 'read', 'officine.vendor.acme.results.v1'],
  ['officine-availability-monitor', 'read', 'officine.vendor.acme.requests.v1'],
  ['officine-cli', 'read', 'officine.auth.tokens.v1'],
] as const;

/** What kafkajs makes of a coordinator that the broker does not name to this user: GROUP_ or TRANSACTIONAL_ID_AUTHORIZATION_FAILED. */
const NO_COORDINATOR = 'KafkaJSGroupCoordinatorNotFound: Failed to find group coordinator';

const run = createRunFolder();
let kafka: GuardedKafka;

beforeAll(async () => {
  kafka = await startGuardedKafka(USERS, run, silentProgress);
});

afterAll(async () => {
  await kafka?.stop();
  run.remove();
});

describe('on a Kafka with its authorizer on', () => {
  const users = () => USERS.map((name) => new User(name, kafka.settingsOf(name), GROUPS[name] ?? ''));
  const topicNames = [
    ...topics.internalTopics.map(({ name }) => name),
    ...VENDORS.flatMap((vendor) => topics.topicsOfVendor(vendor).map((topic) => vendorTopicName(topic, vendor.id))),
  ];
  const derived = new Set(
    deriveAcls(VENDORS)
      .filter(({ resource }) => resource === 'topic')
      .map(({ user, operation, name }) => `${user} ${operation} ${name}`),
  );

  beforeAll(async () => {
    const administrator = kafka.settingsOf(ADMIN_USER);
    await applyTopics({ kafka: administrator, vendors: VENDORS });
    await applyAcls({ kafka: administrator, vendors: VENDORS });
    // Something to read in each: who may read is told from who may not by a record, not by waiting.
    const admin = new User('admin', administrator, '');
    await Promise.all(topicNames.map((topic) => admin.write(topic)));
  });

  it('each user writes and reads what it needs, and is refused every other topic (R20)', async () => {
    const attempts = await Promise.all(
      users().map(async (user) => {
        const said: [string, string][] = [];
        for (const topic of topicNames) {
          said.push(
            [`${user.name} write ${topic}`, await user.write(topic)],
            [`${user.name} read ${topic}`, await user.read(topic)],
          );
        }
        return said;
      }),
    );
    const matrix = attempts.flat();

    const wrong = matrix.filter(([attempt, said]) => said !== (derived.has(attempt) ? ALLOWED : 'TOPIC_AUTHORIZATION_FAILED'));
    expect(wrong).toEqual([]);
    expect(matrix).toHaveLength(USERS.length * topicNames.length * 2);
    const refused = new Map(matrix.filter(([, said]) => said !== ALLOWED));
    expect(NEVER.map((attempt) => refused.get(attempt.join(' ')))).toEqual(NEVER.map(() => 'TOPIC_AUTHORIZATION_FAILED'));
  });

  it('each user uses its own consumer groups, and is refused those of others', async () => {
    const groups = Object.values(GROUPS).map((prefix) => `${prefix}attempt`);

    const attempts = await Promise.all(
      users().flatMap((user) => groups.map(async (group) => [`${user.name} ${group}`, await user.useGroup(group)] as const)),
    );

    const allowed = attempts.filter(([, said]) => said === ALLOWED).map(([attempt]) => attempt);
    expect(allowed).toEqual(USERS.map((name) => `${name} ${GROUPS[name]}attempt`));
    const refusals = new Set(attempts.map(([, said]) => said).filter((said) => said !== ALLOWED));
    expect(refusals).toEqual(new Set([NO_COORDINATOR]));
  });

  it('control is changed by the operator alone, who fences by the one transactional id', async () => {
    const attempts = await Promise.all(
      users().map(async (user) => [user.name, await user.transact(CONTROL_TRANSACTIONAL_ID)] as const),
    );

    expect(attempts.filter(([, said]) => said === ALLOWED).map(([name]) => name)).toEqual(['officine-cli']);
    const refusals = new Set(attempts.map(([, said]) => said).filter((said) => said !== ALLOWED));
    // Who may write nothing at all is refused a producer id before it comes to that.
    expect([...refusals].filter((said) => said !== NO_COORDINATOR && said !== 'CLUSTER_AUTHORIZATION_FAILED')).toEqual([]);
  });

  it.each<[string, (user: User) => Promise<string>]>([
    [
      'make a topic',
      (user) => user.administer((admin) => admin.createTopics({ topics: [{ topic: 'officine.vendor.zz.requests.v1' }] })),
    ],
    ['remove a topic', (user) => user.administer((admin) => admin.deleteTopics({ topics: ['officine.audit.events.v1'] }))],
    [
      'grow a topic',
      (user) =>
        user.administer((admin) => admin.createPartitions({ topicPartitions: [{ topic: 'officine.control.v1', count: 9 }] })),
    ],
    [
      'change what a topic keeps',
      (user) => user.administer((admin) => admin.alterConfigs(forgetting('officine.audit.events.v1'))),
    ],
    ['see permissions', (user) => user.administer((admin) => admin.describeAcls(anything))],
    ['give permissions', (user) => user.administer((admin) => admin.createAcls({ acl: [allOf(user.name)] }))],
  ])('nobody but the administrator may %s', async (_, attempt) => {
    const said = await Promise.all(users().map(async (user) => [user.name, await attempt(user)] as const));

    expect(said.filter(([, answer]) => !answer.endsWith('_AUTHORIZATION_FAILED'))).toEqual([]);
  });

  it('who logs in with a certificate is the same user, and who logs in with neither is nobody', async () => {
    const byCertificate = new User('acme', await kafka.certificateSettingsOf('officine-vendor-acme'), 'officine.client.acme.');
    const { ssl, ...stranger } = kafka.settingsOf('officine-vendor-acme');
    const wrongPassword = {
      ...stranger,
      ...(ssl && { ssl }),
      sasl: { mechanism: 'scram-sha-512', username: 'officine-vendor-acme', password: 'wrong' },
    } as const;

    expect(await byCertificate.write('officine.vendor.acme.requests.v1')).toBe(ALLOWED);
    expect(await byCertificate.write('officine.vendor.bcme.requests.v1')).toBe('TOPIC_AUTHORIZATION_FAILED');
    expect(await new User('acme', wrongPassword, '').write('officine.vendor.acme.requests.v1')).not.toBe(ALLOWED);
  });

  it('applying again changes nothing, tells what is too much, and takes it back where that was asked for', async () => {
    const administrator = kafka.settingsOf(ADMIN_USER);
    const fewer = VENDORS.slice(0, 1);

    const again = await applyAcls({ kafka: administrator, vendors: VENDORS });
    const drifted = await applyAcls({ kafka: administrator, vendors: fewer, dryRun: true });
    await applyAcls({ kafka: administrator, vendors: fewer, prune: true });
    const bcme = new User('bcme', kafka.settingsOf(vendorUser('bcme')), 'officine.client.bcme.');
    const refused = await bcme.write('officine.vendor.bcme.requests.v1');
    const back = await applyAcls({ kafka: administrator, vendors: VENDORS });

    expect(again).toMatchObject({ isGuarded: true, allowed: [], undeclared: [] });
    expect(new Set(drifted.undeclared.map(({ name }) => name.split('.')[2]))).toEqual(new Set(['bcme', 'availability']));
    expect(refused).toBe('TOPIC_AUTHORIZATION_FAILED');
    expect(back.allowed).toHaveLength(drifted.undeclared.length);
  });
});

describe('services that log in as themselves', () => {
  let stack: Stack;

  beforeAll(async () => {
    const admin = new User('admin', kafka.settingsOf(ADMIN_USER), '');
    // What the attempts wrote is no event of ours.
    await admin.administer(async (kafkaAdmin) => kafkaAdmin.deleteTopics({ topics: await kafkaAdmin.listTopics() }));
    stack = await startStack({ guardedKafka: kafka, progress: silentProgress });
  });
  afterAll(async () => {
    await stack?.stop();
  });

  it('answer a check and record it, with no permission missing', async () => {
    const { result, refusals } = await inTheirLogs(stack, () => ask(kafka, 'acme', 'ph-0001'));

    expect(result).toMatchObject({ outcome: 'answered', verdict: { affiliated: true } });
    expect(refusals).toEqual([]);
  });

  it('serve a new vendor without a restart: user, topics, permissions, directory, and its first check', async () => {
    const directory = parseDirectory(`environment: custom
vendors:
  - { id: acme, contact: "support@acme.example" }
  - { id: ccme, contact: "support@ccme.example", partitions: 1 }
pharmacies:
${pharmacyLines('ph-0001', '90000001', '1234567801', 'acme')}
${pharmacyLines('ph-0002', '90000002', '1234567802', 'ccme')}
`);
    const pids = stack.serviceHandles().map(({ pid }) => pid);

    const { result, refusals } = await inTheirLogs(stack, async () => {
      await kafka.addUser(vendorUser('ccme'));
      await applyTopics({ kafka: kafka.settingsOf(ADMIN_USER), vendors: directory.vendors });
      await applyAcls({ kafka: kafka.settingsOf(ADMIN_USER), vendors: directory.vendors });
      await applyDirectory({ kafka: kafka.settingsOf(serviceUser('cli')), directory });
      return ask(kafka, 'ccme', 'ph-0002');
    });

    expect(result).toMatchObject({ outcome: 'answered' });
    expect(refusals).toEqual([]);
    expect(stack.serviceHandles().map(({ pid }) => pid)).toEqual(pids);
  });
});

/** One check as a vendor's back end asks it, with the vendor's own login. */
async function ask(guarded: GuardedKafka, vendor: string, pharmacy: string) {
  const client = await createClient({ vendor, kafka: guarded.settingsOf(vendorUser(vendor)) });
  try {
    return await client.check(
      { check: 'affiliation', pharmacy, user: { id: 'u-1', role: 'pharmacist' }, affiliation: { matricule: '1980010112302' } },
      { timeoutMs: 30_000 },
    );
  } finally {
    await client.close();
  }
}

/** What `work` gave, and what the services' logs say of refusals since the start. */
async function inTheirLogs<T>(stack: Stack, work: () => Promise<T>): Promise<{ result: T; refusals: string[] }> {
  const result = await work();
  const logs = await Promise.all(stack.serviceHandles().map(({ logFile }) => readFile(logFile, 'utf8')));
  const refusals = logs.flatMap((text) => text.split('\n').filter((line) => /AUTHORIZATION_FAILED|forbidden-topic/.test(line)));
  return { result, refusals };
}

function pharmacyLines(id: string, code: string, eHealthId: string, vendor: string): string {
  return `  - { id: ${id}, vendor: ${vendor}, codePrestataire: "${code}", eHealthId: "${eHealthId}", opened: 2020-01-01 }`;
}

function forgetting(topic: string) {
  return { validateOnly: true, resources: [{ type: 2, name: topic, configEntries: [{ name: 'retention.ms', value: '1' }] }] };
}

const anything = { resourceType: 1, resourcePatternType: 1, operation: 1, permissionType: 1 };

function allOf(user: string) {
  return {
    resourceType: 2,
    resourceName: 'officine.',
    resourcePatternType: 4,
    principal: `User:${user}`,
    host: '*',
    operation: 2,
    permissionType: 3,
  };
}
