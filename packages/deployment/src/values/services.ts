import { z } from 'zod';
import { asIs, labels, optionalName, peers, port, resources, scheduling, topologySpread } from './kubernetes.ts';
import { kafkaUser } from './secrets.ts';

/** More replicas than permit slots own no part of the rate. */
const MOST_REPLICAS = 24;

const replicas = z.int().min(0).max(MOST_REPLICAS);

export const podDisruptionBudget = z
  .strictObject({
    enabled: z.boolean().describe('Whether voluntary evictions are limited'),
    maxUnavailable: z.int().min(1).describe('How many replicas may be evicted at once'),
  })
  .describe('PodDisruptionBudget');

const autoscaling = z
  .strictObject({
    type: z.enum(['none', 'hpa', 'keda']).describe('none; hpa: on CPU; keda: on consumer lag, and CPU'),
    minReplicas: replicas.describe('Fewest replicas'),
    maxReplicas: replicas.describe('Most replicas; more than the partitions it reads own nothing'),
    cpuPercent: z.int().min(1).max(100).describe('Aimed-at CPU, percent of the request'),
    lagThreshold: z.int().min(1).describe('Records behind, for each replica (keda); checks in flight count as behind'),
    stabilizationSeconds: z
      .int()
      .min(0)
      .max(3_600)
      .describe('How long fewer must suffice before replicas are taken away: each change is a rebalance'),
  })
  .describe('Autoscaling');

/** What each service's section has. */
const common = {
  replicas: replicas.describe('Replicas where nothing scales them'),
  image: z
    .strictObject({
      repository: z.string().describe('Full repository, instead of <image.registry>/<image.repository>/<service>'),
      digest: z.union([z.literal(''), z.string().regex(/^sha256:[0-9a-f]{64}$/)]).describe('Digest, which wins over the tag'),
    })
    .describe('Image of this service'),
  kafkaUser,
  logLevel: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal']).describe('LOG_LEVEL'),
  resources: resources.describe('Resources of the container'),
  podDisruptionBudget,
  topologySpread,
  terminationGracePeriodSeconds: z.int().min(30).max(600).describe('The service takes up to 27 s to stop: finish, commit, leave'),
  podAnnotations: labels.describe('Annotations of pods'),
  podLabels: labels.describe('Labels of pods'),
  extraEnv: z.array(asIs).describe('Further environment, EnvVars; a misspelt OFFICINE_* stops the start'),
  extraEgress: z.array(asIs).describe('Further egress, NetworkPolicyEgressRules'),
  ...scheduling,
};

export const verification = z
  .strictObject({ ...common, autoscaling })
  .describe('verification: checks, requests in, results out, deferred re-checks');

export const authToken = z
  .strictObject({ ...common, autoscaling })
  .describe('auth-token: one mySecu token for each pharmacy, ahead of need');

export const audit = z
  .strictObject({
    ...common,
    autoscaling,
    retention: z.string().describe('OFFICINE_AUDIT_RETENTION, ISO 8601'),
    oidcIssuer: z.string().describe('OFFICINE_OIDC_ISSUER; empty: nobody reads the audit over HTTP'),
    apiFrom: peers.describe('Who may reach the audit API beside the pods of this release; nobody when empty'),
    oidcTo: peers.describe('Where the issuer is: its keys are fetched there'),
    purge: z
      .strictObject({
        enabled: z.boolean().describe('Whether expired content is purged'),
        schedule: z.string().describe('Cron schedule, Europe/Luxembourg'),
        resources: resources.describe('Resources of the purge'),
      })
      .describe('The daily purge, as a database user of its own'),
  })
  .describe('audit: the tamper-evident record');

const statusPage = z
  .strictObject({
    from: peers.describe('Who may reach the status page: the namespace of the ingress controller or gateway'),
    ingress: z
      .strictObject({
        enabled: z.boolean().describe('Whether there is an Ingress'),
        className: z.string().describe('IngressClass'),
        host: z.string().describe('Host name'),
        tlsSecret: optionalName.describe("Secret with the host's certificate"),
        annotations: labels.describe('Annotations'),
      })
      .describe('Ingress of the status page; nothing else of this release is reachable from outside'),
    gateway: z
      .strictObject({
        enabled: z.boolean().describe('Whether there is an HTTPRoute'),
        hosts: z.array(z.string()).describe('Host names'),
        parentRefs: z.array(asIs).describe('Gateways'),
      })
      .describe('HTTPRoute of the status page, instead of an Ingress'),
  })
  .describe('The status page');

export const availabilityMonitor = z
  .strictObject({
    ...common,
    plan: z
      .record(z.string(), z.unknown())
      .describe('OFFICINE_MONITOR_FILE: probes, objective, recipients; see services/availability-monitor'),
    smtp: z
      .strictObject({
        host: z.string().describe('OFFICINE_SMTP_HOST; empty: no mail'),
        port: port.describe('OFFICINE_SMTP_PORT'),
        username: z.string().describe('OFFICINE_SMTP_USERNAME'),
        caConfigMap: optionalName.describe('ConfigMap with the CA of the mail server (OFFICINE_SMTP_CA_FILE), key ca.crt'),
        to: peers.describe('Where the mail server is'),
      })
      .describe('Mail of notices'),
    webhook: z
      .strictObject({
        url: z.string().describe('OFFICINE_WEBHOOK_URL; empty: none'),
        port: port.describe('Its port, for the network policy'),
        to: peers.describe('Where it is'),
      })
      .describe('Webhook of notices'),
    statusPage,
  })
  .describe("availability-monitor: mySecu's availability; one replica probes, the others wait");
