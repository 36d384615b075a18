import { z } from 'zod';
import { objectName, optionalName } from './kubernetes.ts';

const remoteRef = z
  .strictObject({
    key: z.string().describe('Name in the external store; empty: the name of the Secret'),
    property: z.string().describe('Property of it; empty: the key in the Secret'),
    decodingStrategy: z.enum(['None', 'Base64', 'Base64URL', 'Auto']).describe('How the external store encodes it'),
  })
  .describe('Where the External Secrets Operator finds it; used when secrets.source is external-secrets');

/** One value in one Secret. Never the value itself. */
export const secretRef = z.strictObject({
  name: optionalName.describe('Secret that holds it; empty: not used'),
  key: z.string().min(1).describe('Key in the Secret; with CSI the file below the mount'),
  remoteRef,
});

/** How a service logs in to Kafka. Strimzi's operator writes Secrets of just this form. */
export const kafkaUser = z
  .strictObject({
    username: z.string().min(1).describe('Principal; one of its own for each service, so that ACLs can tell them apart'),
    secret: optionalName.describe('Secret with the password, or with certificate and key'),
    passwordKey: z.string().min(1).describe('Key of the password (SASL)'),
    certKey: z.string().min(1).describe('Key of the client certificate (TLS)'),
    keyKey: z.string().min(1).describe("Key of the client certificate's key (TLS)"),
  })
  .describe('How this service logs in to Kafka');

export const secrets = z
  .strictObject({
    source: z
      .enum(['existing', 'external-secrets', 'csi'])
      .describe(
        'existing: Secrets that are there; external-secrets: made by ExternalSecret objects; csi: files of the Secrets Store CSI driver',
      ),
    version: z
      .union([z.string(), z.int()])
      .describe('Change it to roll all pods after a Secret has changed that is read at start only'),
    externalSecrets: z
      .strictObject({
        apiVersion: z.string().describe('apiVersion of ExternalSecret objects'),
        refreshInterval: z.string().describe('How often the store is asked'),
        storeRef: z.strictObject({
          kind: z.enum(['SecretStore', 'ClusterSecretStore']).describe('Kind of the store'),
          name: z.string().describe('Name of the store'),
        }),
      })
      .describe('External Secrets Operator'),
    csi: z
      .strictObject({
        driver: z.string().describe('CSI driver'),
        secretProviderClass: z
          .string()
          .describe(
            'Beginning of the names of SecretProviderClasses, one for each service: <this>-verification and so on; their files are named as the keys below',
          ),
      })
      .describe(
        'Secrets Store CSI driver; MONGODB_URI still comes from the Secret named below, which its secretObjects can sync',
      ),
    tokenKeys: secretRef.describe('JWK set of A256GCM keys that encrypt mySecu tokens on Kafka (verification, auth-token)'),
    pseudonymKeys: secretRef.describe('JWK set of HS256 keys of pseudonyms (verification)'),
    auditSigningKey: secretRef.describe('Ed25519 key that signs checkpoints and purges (audit)'),
    mongodbAudit: secretRef.describe('MongoDB URI of the audit, as the user that may insert and read'),
    mongodbPurge: secretRef.describe('MongoDB URI of the daily purge, as the user that may delete'),
    mongodbMonitor: secretRef.describe('MongoDB URI of the availability monitor'),
    monitorToken: secretRef.describe("Bearer token of operators at the monitor's API"),
    smtpPassword: secretRef.describe('Password at the mail server'),
    webhookSecret: secretRef.describe('Signs posts to the webhook'),
  })
  .describe('Secrets, by reference only: no value of this chart holds one');

export const credentials = z
  .strictObject({
    pharmacies: z
      .array(
        z.strictObject({
          id: z
            .string()
            .regex(/^[A-Za-z0-9][A-Za-z0-9._-]*$/)
            .describe('Id of the pharmacy in the directory'),
          secret: objectName.describe('Secret with certificate.p12 and passphrase'),
          usernameToken: z.boolean().optional().describe('Whether the Secret also holds username and password'),
          remoteRef: z.strictObject({ key: z.string() }).optional().describe('Where the external store has it'),
        }),
      )
      .describe('One Secret for each pharmacy; a replaced file is noticed without a restart'),
    csi: z
      .strictObject({
        secretProviderClass: z
          .string()
          .describe('SecretProviderClass whose files are <pharmacy>/certificate.p12 and so on; empty: not used'),
        probeSecretProviderClass: z.string().describe("The same with the probes' pharmacy alone, for the availability monitor"),
      })
      .describe('All pharmacies from the Secrets Store CSI driver, instead of the list'),
  })
  .describe(
    "The pharmacies' PKCS#12 files (OFFICINE_CREDENTIALS_DIR): verification and auth-token hold all, the monitor that of its probes",
  );
