import { type Component, check, component, type Environment } from '@officine/contracts';
import { parse } from 'yaml';
import { z } from 'zod';

/** What one step's probe is given. A time-out above 5 s would not let five failures fit into the 30 s of the outage rule. */
const probe = (intervalMs: number) =>
  z
    .object({
      enabled: z.boolean().default(true),
      intervalMs: z.number().int().min(1_000).max(3_600_000).default(intervalMs),
      timeoutMs: z.number().int().min(100).max(5_000).default(4_000),
    })
    .prefault({});

const hostPort = z.string().regex(/^[^\s:/]+:\d{1,5}$/, 'must be host:port');
const clock = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'must be HH:MM');

const quietHours = z.strictObject({ from: clock, to: clock });
/** A channel's own quiet hours, in place of those of all; `none`: it is told at any hour. */
const ownQuietHours = z.union([z.literal('none'), quietHours]).optional();

/** The question of the `get` probe. It asks about an identity that CNS approved for it (R9); off without one. */
const identity = z.object({
  pharmacy: z.string().min(1),
  check,
  question: z.record(z.string(), z.string()),
  approval: z.string().min(1).optional().describe('Number and date of the approval; exploitation demands it'),
});

/** What the monitor does, beyond addresses and secrets: a YAML file, `OFFICINE_MONITOR_FILE`. Everything has a default. */
const planSchema = z.strictObject({
  probes: z
    .strictObject({
      dns: probe(15_000),
      tcp: probe(15_000),
      tls: probe(20_000),
      wsdl: probe(20_000),
      identity: probe(25_000),
      token: probe(25_000),
      get: probe(20_000),
    })
    .prefault({}),
  identity: identity.optional(),
  references: z.array(hostPort).default([]).describe('Hosts of ours: when none of them answers either, it is we who are blind'),
  thresholds: z
    .strictObject({
      minimumCalls: z.number().int().min(1).default(10),
      minimumFailures: z.number().int().min(1).default(5),
      failureRatio: z.number().gt(0).max(1).default(0.1),
      slowMs: z.number().int().positive().default(5_000),
    })
    .prefault({}),
  objective: z.number().gt(0).lt(1).default(0.99).describe('Share of observed time; mySecu itself promises none'),
  objectives: z
    .partialRecord(component, z.number().gt(0).lt(1))
    .default({})
    .describe('Of single components, in place of `objective`'),
  objectiveDays: z.number().int().min(1).max(90).default(30),
  quietHours: quietHours.optional(),
  calmMs: z
    .number()
    .int()
    .nonnegative()
    .default(120_000)
    .describe('How long mySecu has to be back before anybody is told that it is'),
  mail: z.strictObject({ from: z.email(), to: z.array(z.email()).min(1), quietHours: ownQuietHours }).optional(),
  webhook: z.strictObject({ quietHours: ownQuietHours }).optional(),
  helpDesk: z
    .strictObject({
      send: z.boolean().default(false),
      to: z.email().default('heldes@secu.lu'),
      afterMs: z.number().int().nonnegative().default(300_000),
    })
    .prefault({}),
});

/** What the monitor does. */
export type Plan = z.infer<typeof planSchema>;

/** Thrown when the plan's file does not fit; the message names the field, never its content. */
export class PlanError extends Error {
  override readonly name = 'PlanError';
}

/** Reads a plan from YAML. Throws `PlanError`, also where exploitation would be probed with an identity that nobody approved (R3, R9). */
export function readPlan(yaml: string, environment: Environment): Plan {
  const found = planSchema.safeParse(contentOf(yaml));
  if (!found.success) {
    const problems = found.error.issues.map(({ path, message }) => `${path.join('.') || 'the file'}: ${message}`);
    throw new PlanError(`OFFICINE_MONITOR_FILE does not fit: ${problems.join('; ')}`);
  }
  if (environment === 'exploitation' && found.data.identity !== undefined && found.data.identity.approval === undefined) {
    throw new PlanError(
      'OFFICINE_MONITOR_FILE does not fit: identity.approval: exploitation is probed with an approved identity only',
    );
  }
  return found.data;
}

/** The availability that is aimed at for a component. */
export function objectiveOf({ objective, objectives }: Pick<Plan, 'objective' | 'objectives'>, of: Component): number {
  return objectives[of] ?? objective;
}

function contentOf(yaml: string): unknown {
  try {
    return parse(yaml) ?? {};
  } catch {
    throw new PlanError('OFFICINE_MONITOR_FILE is not YAML');
  }
}
