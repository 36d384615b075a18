import { z } from 'zod';
import { asIs, labels, optionalName, peers, resources } from './kubernetes.ts';
import { kafka, mongodb, mysecu, vendors } from './platform.ts';
import { credentials, kafkaUser, secretRef, secrets } from './secrets.ts';
import { audit, authToken, availabilityMonitor, verification } from './services.ts';

const image = z
  .strictObject({
    registry: z.string().describe('Registry of all images'),
    repository: z.string().describe('Repository before the name of the service'),
    tag: z.string().describe("Tag of all images; the chart's appVersion when empty"),
    pullPolicy: z.enum(['Always', 'IfNotPresent', 'Never']).describe('When images are pulled'),
    pullSecrets: z.array(z.strictObject({ name: z.string() })).describe('Secrets for pulling'),
  })
  .describe('Images');

const topics = z
  .strictObject({
    job: z
      .strictObject({
        enabled: z
          .boolean()
          .describe(
            'Whether `officine topics apply` runs before each install and upgrade, as a user that may make topics and permissions',
          ),
        kafkaUser,
        directory: secretRef.describe('Secret with a directory, for the vendors of a first install; those in force otherwise'),
        resources: resources.describe('Resources of the job'),
        backoffLimit: z.int().min(0).describe('How often it is tried again'),
        activeDeadlineSeconds: z.int().min(10).describe('When it is given up'),
      })
      .describe('Hook job that makes and grows topics, and allows each user what it needs'),
  })
  .describe('Topics');

const strimzi = z
  .strictObject({
    enabled: z.boolean().describe("Whether Strimzi's operator makes topics and users, derived from the contracts"),
    apiVersion: z.string().describe('apiVersion of its resources'),
    cluster: z.string().describe('Name of the Kafka resource'),
    namespace: z.string().describe("Its namespace; the release's when empty"),
    users: z.boolean().describe('Whether KafkaUsers are made as well, with their ACLs'),
  })
  .describe('Strimzi');

const keda = z
  .strictObject({
    username: z.string().min(1).describe('Principal, for the ACLs of its KafkaUser'),
    secret: optionalName.describe('Secret with the login below'),
    usernameKey: z.string().min(1).describe('Key of the user name (SASL)'),
    passwordKey: z.string().min(1).describe('Key of the password (SASL)'),
    certKey: z.string().min(1).describe('Key of the client certificate (TLS)'),
    keyKey: z.string().min(1).describe("Key of the client certificate's key (TLS)"),
    caKey: z.string().min(1).describe("Key of the brokers' CA, where kafka.tls.caConfigMap has it: KEDA reads Secrets only"),
  })
  .describe('How KEDA reads the lag of groups');

const telemetry = z
  .strictObject({
    otlpEndpoint: z.string().describe('OTEL_EXPORTER_OTLP_ENDPOINT; empty: spans go nowhere'),
    otlpProtocol: z.enum(['http/protobuf', 'http/json', 'grpc']).describe('OTEL_EXPORTER_OTLP_PROTOCOL'),
    sampler: z.string().describe('OTEL_TRACES_SAMPLER'),
    samplerArg: z.string().describe('OTEL_TRACES_SAMPLER_ARG'),
    network: z.strictObject({ to: peers }).describe("Where the collector is; everywhere, on the endpoint's port, when empty"),
  })
  .describe('Traces');

const monitoring = z
  .strictObject({
    serviceMonitor: z
      .strictObject({
        enabled: z.boolean().describe('Whether there are ServiceMonitors'),
        interval: z.string().describe('Scrape interval'),
        labels: labels.describe('Labels that Prometheus selects by'),
      })
      .describe('Scraping by the Prometheus operator'),
    prometheusRule: z
      .strictObject({
        enabled: z.boolean().describe('Whether there are PrometheusRules: those of deploy/observability'),
        labels: labels.describe('Labels that Prometheus selects by'),
        runbookBaseUrl: z
          .string()
          .describe('Where docs/runbooks are published; runbook_url of each alert is <base>/<runbook>.md'),
      })
      .describe('Rules and alerts'),
    dashboards: z
      .strictObject({
        enabled: z.boolean().describe('Whether there are ConfigMaps with the dashboards of deploy/observability'),
        labels: labels.describe("Labels that Grafana's sidecar selects by"),
        annotations: labels.describe('Annotations, such as the folder'),
      })
      .describe('Grafana dashboards'),
    from: peers.describe('Who may scrape: the namespace of Prometheus'),
  })
  .describe('Metrics, alerts, dashboards');

const networkPolicy = z
  .strictObject({
    enabled: z.boolean().describe('Whether everything is denied that is not named'),
    dns: z
      .strictObject({ to: peers, ports: z.array(z.int().min(1).max(65_535)).describe('Ports') })
      .describe('Where names are resolved'),
  })
  .describe('NetworkPolicies');

/** Every value of the chart; `values.schema.json` and `VALUES.md` derive from it. */
export const values = z.strictObject({
  nameOverride: z.string().describe('Instead of the name of the chart'),
  fullnameOverride: optionalName.describe('Instead of <release>-<chart>'),
  commonLabels: labels.describe('Labels of every object'),
  environment: z
    .enum(['certification', 'exploitation', 'custom'])
    .describe('MYSECU_ENVIRONMENT: which platform this installation talks to'),
  image,
  kafka,
  mongodb,
  mysecu,
  secrets,
  credentials,
  vendors,
  verification,
  authToken,
  audit,
  availabilityMonitor,
  topics,
  strimzi,
  keda,
  telemetry,
  monitoring,
  networkPolicy,
  podSecurityContext: asIs.describe('Beside what the restricted Pod Security Standard demands, such as runAsUser on OpenShift'),
  global: asIs.optional().describe('Ignored; Helm hands it to charts that depend on others'),
});

/** The values of the chart. */
export type Values = z.infer<typeof values>;
