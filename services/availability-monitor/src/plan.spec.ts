import { describe, expect, it } from 'vitest';
import { readPlan } from './plan.ts';

describe('the plan', () => {
  it('has a default for everything, and probes nobody’s identity by itself', () => {
    const plan = readPlan('', 'exploitation');

    expect(plan.identity).toBeUndefined();
    expect(plan.helpDesk.send).toBe(false);
    expect(plan.probes.get).toEqual({ enabled: true, intervalMs: 20_000, timeoutMs: 4_000 });
  });

  it('takes an identity in exploitation only with its approval (R3, R9)', () => {
    const identity = 'identity: { pharmacy: ph-1, check: affiliation, question: { matricule: "1" }';

    expect(() => readPlan(`${identity} }`, 'exploitation')).toThrow(/approved identity only/);
    expect(readPlan(`${identity} }`, 'certification').identity?.pharmacy).toBe('ph-1');
    expect(readPlan(`${identity}, approval: "CNS 17" }`, 'exploitation').identity?.approval).toBe('CNS 17');
  });

  it('names the field that does not fit, never its content', () => {
    expect(() => readPlan('probes: { get: { timeoutMs: 60000 } }', 'custom')).toThrow(/probes\.get\.timeoutMs/);
    expect(() => readPlan('identiti: { matricule: "1980010112302" }', 'custom')).toThrow(/^(?!.*1980010112302)/);
    expect(() => readPlan(': : :', 'custom')).toThrow('OFFICINE_MONITOR_FILE is not YAML');
  });
});
