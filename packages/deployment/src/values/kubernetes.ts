import { z } from 'zod';

/** A name as Kubernetes takes it (RFC 1123 subdomain). */
export const objectName = z
  .string()
  .regex(/^[a-z0-9]([-a-z0-9.]*[a-z0-9])?$/)
  .max(253);

/** A name that may be left out: empty means "none". */
export const optionalName = z.union([z.literal(''), objectName]);

export const port = z.int().min(1).max(65_535);

const quantity = z.union([z.string().regex(/^\d+(\.\d+)?(m|k|M|G|T|Ki|Mi|Gi|Ti)?$/), z.number().positive()]);
const quantities = z.strictObject({
  cpu: quantity.optional().describe('CPU, such as 250m'),
  memory: quantity.optional().describe('Memory, such as 384Mi'),
});

export const resources = z.strictObject({
  requests: quantities.describe('What the scheduler sets aside; see docs/guides/capacity.md for the measurement behind it'),
  limits: quantities.describe('Where the container is stopped (memory) or slowed (CPU); no CPU limit by default'),
});

export const labels = z.record(z.string(), z.string());

/** A part of a pod that is handed to Kubernetes as it is. Its own admission checks it. */
const asIs = z.record(z.string(), z.unknown());

/** Who may be talked to: peers of a NetworkPolicy. */
export const peers = z
  .array(
    z.strictObject({
      ipBlock: z
        .strictObject({ cidr: z.string(), except: z.array(z.string()).optional() })
        .optional()
        .describe('A CIDR'),
      namespaceSelector: asIs.optional().describe('Namespaces'),
      podSelector: asIs.optional().describe('Pods'),
    }),
  )
  .describe('NetworkPolicyPeers');

export const scheduling = {
  nodeSelector: labels.describe('Labels that a node must have'),
  tolerations: z.array(asIs).describe('Tolerations of pods'),
  affinity: asIs.describe('Affinity of pods, beside the topology spread'),
  priorityClassName: z.string().describe('PriorityClass of pods'),
};

export const topologySpread = z
  .strictObject({
    zones: z.enum(['DoNotSchedule', 'ScheduleAnyway', 'off']).describe('How strictly replicas are spread over zones'),
    nodes: z.enum(['DoNotSchedule', 'ScheduleAnyway', 'off']).describe('How strictly replicas are spread over nodes'),
  })
  .describe('Spread of replicas, at most one more here than there');

export { asIs };
