import { z } from 'zod';
import { objectName, optionalName, peers, port } from './kubernetes.ts';

const encryptionAtRest = z
  .strictObject({
    attestation: z.string().describe('Who confirmed it, when and where that is written; demanded in exploitation'),
    storageClasses: z
      .array(objectName)
      .describe('StorageClasses of its volumes: looked at when installing, refused where their parameters say unencrypted'),
  })
  .describe('Encryption of the data at rest');

export const kafka = z
  .strictObject({
    brokers: z.array(z.string().regex(/^([^\s:/]+|\[[0-9a-fA-F:]+\]):\d{1,5}$/)).describe('Brokers to begin with, host:port'),
    replication: z.int().min(1).max(9).describe('Copies of each partition of topics that are made'),
    consentToFewerReplicas: z
      .boolean()
      .describe('Set it to live with a replication below 3: a broker lost may then be records lost'),
    authentication: z.enum(['scram-sha-512', 'scram-sha-256', 'plain', 'tls', 'none']).describe('How services log in'),
    consentToPlaintext: z.boolean().describe('Set it to live without TLS to the brokers'),
    tls: z
      .strictObject({
        caSecret: optionalName.describe("Secret with the brokers' CA; its presence turns TLS on"),
        caConfigMap: optionalName.describe("ConfigMap with the brokers' CA, instead of a Secret"),
        caKey: z.string().min(1).describe('Key of the CA certificate'),
      })
      .describe('TLS to the brokers'),
    encryptionAtRest,
    network: z.strictObject({ to: peers }).describe("Where the brokers are; everywhere, on the brokers' ports, when empty"),
  })
  .describe('Kafka: yours, version 3.7 or later');

export const mongodb = z
  .strictObject({
    encryptionAtRest,
    network: z
      .strictObject({ to: peers, port: port.describe('Port of MongoDB') })
      .describe('Where MongoDB is; everywhere, on its port, when empty'),
  })
  .describe('MongoDB: yours, a replica set, version 7 or later');

const trustKey = (what: string) => z.string().describe(`Key of ${what}; empty: not given`);

export const mysecu = z
  .strictObject({
    serviceUrl: z.string().describe("MYSECU_SERVICE_URL; the environment's own when empty"),
    tokenUrl: z.string().describe("MYSECU_TOKEN_URL; the environment's own when empty"),
    idpUrl: z.string().describe('MYSECU_IDP_URL; required in exploitation'),
    idpDestination: z.string().describe('MYSECU_IDP_DESTINATION; required in exploitation'),
    proxyUrl: z
      .string()
      .describe('MYSECU_PROXY_URL: HTTP proxy on the way to eSanté and mySecu; then only the proxy may be reached'),
    connectTimeoutMs: z.int().min(1).max(60_000).describe('MYSECU_CONNECT_TIMEOUT_MS'),
    readTimeoutMs: z.int().min(1).max(300_000).describe('MYSECU_READ_TIMEOUT_MS'),
    ratePerSecond: z.number().positive().describe('MYSECU_RATE_PER_SECOND, of the whole installation'),
    concurrency: z.int().min(1).describe('MYSECU_CONCURRENCY, of the whole installation'),
    wire: z.record(z.string(), z.unknown()).describe('MYSECU_WIRE_FILE: what is not public about the wire; see packages/mysecu'),
    trust: z
      .strictObject({
        configMap: optionalName.describe('ConfigMap with the certificates below; public, and yet what decides whom we believe'),
        certificates: z
          .record(z.string(), z.string())
          .describe('The same certificates inline, PEM by key, instead of a ConfigMap'),
        tlsCaKey: trustKey('the CA of mySecu (MYSECU_TLS_CA_FILE)'),
        idpTlsCaKey: trustKey("the CA of the identity provider's TLS certificate (MYSECU_IDP_TLS_CA_FILE)"),
        signerKey: trustKey('who may sign answers (MYSECU_SIGNER_FILE)'),
        tokenSignerKey: trustKey('who may sign token answers (MYSECU_TOKEN_SIGNER_FILE)'),
        idpSignerKey: trustKey('who may sign assertions (MYSECU_IDP_SIGNER_FILE)'),
      })
      .describe('Whom we believe'),
    models: z
      .strictObject({
        samples: z.boolean().describe('Run with the sample models of the image: never in exploitation'),
        secret: optionalName.describe("Secret with the CNS's message models, one file each"),
        configMap: optionalName.describe('The same in a ConfigMap'),
      })
      .describe('Message models of the three checks (OFFICINE_MODELS_DIR)'),
    network: z
      .strictObject({
        to: peers,
        ports: z.array(port).describe('Ports of mySecu, eSanté, or of the proxy'),
      })
      .describe('Where mySecu and eSanté are, or the proxy; public addresses alone when empty'),
  })
  .describe('eSanté and mySecu');

export const vendors = z
  .array(
    z.strictObject({
      id: z
        .string()
        .regex(/^[a-z0-9-]{2,32}$/)
        .describe("The vendor's id in the directory"),
      partitions: z.int().min(1).max(1_000).describe('Partitions of its requests and results'),
      batch: z.boolean().optional().describe('Whether batch checks are granted'),
    }),
  )
  .describe('Vendors, for Strimzi resources and KEDA triggers; the directory itself is applied by `officine apply`');
