import { z } from 'zod';
import type { Settings, SimulatorOptions } from './options.ts';

const latency = z.union([
  z.number().nonnegative(),
  z
    .strictObject({ p50: z.number().positive(), p95: z.number().positive() })
    .refine(({ p50, p95 }) => p50 <= p95, 'p95 must not be below p50'),
]);

/** What `PUT /settings` takes: any part of the settings. */
export const settingsChange = z.strictObject({
  latencyMs: z.strictObject({ identity: latency, token: latency, get: latency }).partial().optional(),
  tokenLifetimeMs: z.int().positive().optional(),
  assertionLifetimeMs: z.int().positive().optional(),
  verifyOneIn: z.int().positive().optional(),
  announceLifetime: z.boolean().optional(),
  signTokenAnswers: z.boolean().optional(),
});

export type SettingsChange = z.infer<typeof settingsChange>;

/** The settings a simulator starts with. */
export function initialSettings(options: SimulatorOptions): Settings {
  return {
    latencyMs: { identity: 0, token: 0, get: 0, ...options.latencyMs },
    tokenLifetimeMs: options.tokenLifetimeMs ?? 30 * 60_000,
    assertionLifetimeMs: options.assertionLifetimeMs ?? 10 * 60_000,
    verifyOneIn: options.verifyOneIn ?? 1,
    announceLifetime: options.announceLifetime ?? true,
    signTokenAnswers: options.signTokenAnswers ?? false,
  };
}

/** The settings after a change; what the change does not name stays. */
export function changedSettings(settings: Settings, change: SettingsChange): Settings {
  const { latencyMs, ...rest } = change;
  const named = Object.fromEntries(Object.entries(rest).filter(([, value]) => value !== undefined));
  const latencies = Object.fromEntries(Object.entries(latencyMs ?? {}).filter(([, value]) => value !== undefined));
  return { ...settings, ...named, latencyMs: { ...settings.latencyMs, ...latencies } };
}
