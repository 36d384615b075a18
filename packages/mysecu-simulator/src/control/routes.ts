import { z } from 'zod';
import { FAULT_NAMES, faultKind } from '../faults/catalogue.ts';
import { type FaultRules, faultRule } from '../faults/fault-rules.ts';
import type { Settings } from '../options.ts';
import type { Pharmacies } from '../pharmacies.ts';
import type { Register } from '../register/register.ts';
import type { SessionTokens } from '../session-tokens.ts';
import { changedSettings, settingsChange } from '../settings.ts';
import type { Truth } from '../truth.ts';
import type { Routes } from './control-server.ts';

/** What can be looked at and changed from outside. */
export interface ControlParts {
  readonly settings: { get(): Settings; set(settings: Settings): void };
  readonly faults: FaultRules;
  readonly truth: Truth;
  readonly tokens: SessionTokens;
  readonly pharmacies: Pharmacies;
  readonly register: Register;
  /** Brings the listeners in line with the rules: a step that refuses connections does not listen. */
  applyRefusals(): Promise<void>;
}

const oneOrMore = z.union([faultRule, z.array(faultRule)]).transform((rules) => [rules].flat());
const revocation = z.strictObject({ pharmacy: z.string().optional() }).default({});
const pharmacy = z.strictObject({
  id: z.string(),
  codePrestataire: z.string().regex(/^\d{8}$/),
  eHealthId: z.string().regex(/^\d{10}$/),
  certificate: z.string().startsWith('-----BEGIN CERTIFICATE-----'),
  username: z.string().optional(),
  password: z.string().optional(),
  keepFormer: z.boolean().default(false),
});
const page = z.object({
  limit: z.coerce.number().int().positive().default(1_000),
  correlationId: z.string().optional(),
  questionHash: z.string().optional(),
  pharmacy: z.string().optional(),
});

/** The routes of the control port; the README shows each with curl. */
export function controlRoutes(parts: ControlParts): Routes {
  const { settings, faults, truth, tokens, pharmacies, register, applyRefusals } = parts;
  return {
    'GET /healthz': () => ({ status: 'up' }),
    'GET /settings': () => settings.get(),
    'PUT /settings': (body) => {
      settings.set(changedSettings(settings.get(), settingsChange.parse(body)));
      return settings.get();
    },
    'GET /faults': () => faults.list(),
    'GET /faults/kinds': () => FAULT_NAMES.map((kind) => ({ kind, steps: faultKind(kind).steps, says: faultKind(kind).says })),
    'POST /faults': async (body) => {
      faults.add(oneOrMore.parse(body));
      await applyRefusals();
      return faults.list();
    },
    'DELETE /faults': async () => {
      faults.clear();
      await applyRefusals();
    },
    'GET /truth': (_, query) => {
      const { limit, ...wanted } = page.parse(Object.fromEntries(query));
      const entries = truth
        .entries()
        .filter((entry) => Object.entries(wanted).every(([name, value]) => entry[name as keyof typeof wanted] === value));
      return { counters: truth.counters(), entries: entries.slice(-limit) };
    },
    'DELETE /truth': () => truth.clear(),
    'POST /tokens/revoke': (body) => ({ revoked: tokens.revoke(revocation.parse(body).pharmacy) }),
    'PUT /pharmacies': (body) => {
      const { username, password, keepFormer, ...rest } = pharmacy.parse(body);
      pharmacies.put(
        { ...rest, ...(username !== undefined && { username }), ...(password !== undefined && { password }) },
        keepFormer,
      );
    },
    'GET /register': () => register,
  };
}
