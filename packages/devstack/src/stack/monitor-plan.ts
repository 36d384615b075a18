import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ControlPharmacy } from '@officine/contracts';

/** In whose name the availability monitor probes, and how often. */
export interface MonitorProbes {
  readonly pharmacy: string;
  /** Between two looks at a step, milliseconds; the monitor's own default where it is left out. */
  readonly intervalMs?: number;
}

/** The pharmacy of the shipped directory that is there for probes alone. */
export const PROBE_PHARMACY = 'ph-probe';

/** A person of the simulator's invented register: a real one would have to be approved (R9). */
const QUESTION = { matricule: '1980010112302' };
const STEPS = ['dns', 'tcp', 'tls', 'wsdl', 'identity', 'token', 'get'] as const;

/** Writes the monitor's plan, and says where it is; nothing where nobody is to be asked for. */
export function monitorSettings(
  probes: MonitorProbes | undefined,
  pharmacies: readonly Pick<ControlPharmacy, 'id'>[],
  folder: string,
): Record<string, string> {
  if (probes === undefined || !pharmacies.some(({ id }) => id === probes.pharmacy)) {
    return {};
  }
  const { pharmacy, intervalMs } = probes;
  const plan = {
    identity: { pharmacy, check: 'affiliation', question: QUESTION },
    ...(intervalMs !== undefined && {
      probes: Object.fromEntries(STEPS.map((step) => [step, { intervalMs, timeoutMs: 3_000 }])),
    }),
  };
  const file = join(folder, 'monitor.yaml');
  // JSON is YAML.
  writeFileSync(file, JSON.stringify(plan, undefined, 2));
  return { OFFICINE_MONITOR_FILE: file };
}
