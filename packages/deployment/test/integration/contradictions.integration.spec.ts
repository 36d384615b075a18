import { beforeAll, describe, expect, it } from 'vitest';
import { Helm } from '../../src/helm/helm.ts';
import { BUILDING_MS, withHelm } from '../support/with-helm.ts';

/** What is set upon an example, and the words by which the installation is refused. */
const REFUSED: readonly [example: string, set: Readonly<Record<string, unknown>>, words: string][] = [
  ['production', { 'mysecu.models': { samples: true, secret: '', configMap: '' } }, 'exploitation with mysecu.models.samples'],
  ['production', { 'mysecu.models.secret': '' }, 'mysecu.models names no models'],
  ['production', { 'secrets.tokenKeys.name': '' }, 'secrets.tokenKeys names no Secret'],
  ['production', { 'kafka.replication': 2 }, 'kafka.replication is below 3'],
  ['production', { 'kafka.tls.caSecret': '' }, 'kafka.tls names no CA'],
  ['production', { 'kafka.authentication': 'none' }, 'anybody could ask as any vendor'],
  ['production', { 'kafka.encryptionAtRest.attestation': '' }, 'kafka.encryptionAtRest must be attested'],
  ['production', { 'mongodb.encryptionAtRest.attestation': '' }, 'mongodb.encryptionAtRest must be attested'],
  ['production', { 'mysecu.idpUrl': '' }, 'needs mysecu.idpUrl and mysecu.idpDestination'],
  [
    'production',
    { 'mysecu.serviceUrl': 'https://ws.mysecu.lu:7443/ws/soap/espinst/syncexchange' },
    'an address of certification',
  ],
  ['production', { 'mysecu.network.to': [] }, 'mysecu.proxyUrl needs mysecu.network.to'],
  ['production', { 'audit.oidcTo': [] }, 'audit.oidcIssuer needs audit.oidcTo'],
  ['production', { 'kafka.brokers': ['kafka.example:443'], 'kafka.network.to': [] }, "port 443 is mySecu's as well"],
  ['production', { 'availabilityMonitor.plan.identity.approval': '' }, 'needs its approval'],
  ['production', { 'availabilityMonitor.plan.identity.pharmacy': 'ph-9999' }, 'credentials has no such pharmacy'],
  ['production', { 'availabilityMonitor.smtp.host': '' }, 'helpDesk.send needs smtp.host'],
  ['production', { 'availabilityMonitor.statusPage.from': [] }, 'statusPage.from must name'],
  ['production', { 'monitoring.from': [] }, 'monitoring.from must name'],
  ['production', { 'secrets.webhookSecret.name': '' }, 'webhook.url needs secrets.webhookSecret'],
  ['production', { vendors: [] }, 'keda needs vendors'],
  ['production', { 'verification.autoscaling.minReplicas': 10 }, 'minReplicas is above maxReplicas'],
  ['production', { 'audit.replicas': 1 }, 'one replica of audit'],
  ['small', { 'kafka.brokers': [] }, 'kafka.brokers is empty'],
  ['small', { 'mysecu.trust.configMap': '' }, 'no answer can be told from a forgery'],
  ['small', { 'mysecu.tokenUrl': 'https://ws.mysecu.lu/ws/soap/trust' }, "is exploitation's, environment is certification"],
  ['small', { environment: 'custom' }, 'environment custom needs'],
  ['strimzi', { 'topics.job.enabled': true }, 'two makers of one topic never agree'],
  ['strimzi', { 'audit.kafkaUser.username': 'somebody' }, 'must be officine-audit'],
  ['strimzi', { 'kafka.authentication': 'plain' }, 'strimzi.users needs kafka.authentication'],
  ['csi', { 'credentials.pharmacies': [{ id: 'ph-1', secret: 's' }] }, 'credentials.pharmacies and credentials.csi'],
];

describe.skipIf(!(await withHelm()))('an installation that contradicts itself', () => {
  let helm: Helm;

  beforeAll(async () => {
    helm = await Helm.find();
  }, BUILDING_MS);

  it.each(REFUSED)('of %s with %j is refused: %s', async (example, set, words) => {
    await expect(helm.template(example, set)).rejects.toThrow(words);
  });

  it('is told of everything at once', async () => {
    const refused = helm.template('production', { 'kafka.replication': 1, 'secrets.tokenKeys.name': '', 'audit.replicas': 1 });

    await expect(refused).rejects.toThrow(/replication is below 3[\s\S]*tokenKeys names no Secret[\s\S]*one replica of audit/);
  });

  it.each([
    [{ 'verification.replica': 2 }, /additional propert.*replica/],
    [{ 'kafka.brokers': ['kafka.example'] }, /brokers/],
    [{ 'verification.replicas': 25 }, /replicas/],
    [{ 'verification.terminationGracePeriodSeconds': 10 }, /terminationGracePeriodSeconds/],
    [{ environment: 'production' }, /environment/],
    [{ 'verification.image.digest': 'sha256:abc' }, /digest/],
  ])('with the misspelt or impossible value %j is refused by the schema', async (set, words) => {
    await expect(helm.template('small', set)).rejects.toThrow(words);
  });

  it('may have fewer replicas of a topic where somebody consents', async () => {
    await expect(
      helm.template('production', { 'kafka.replication': 2, 'kafka.consentToFewerReplicas': true }),
    ).resolves.toContain('--replication, "2"');
  });
});
