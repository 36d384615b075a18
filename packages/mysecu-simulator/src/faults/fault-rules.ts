import { z } from 'zod';
import { STEPS, type Step } from '../step.ts';
import { FAULT_NAMES, type FaultName, faultKind } from './catalogue.ts';

/** A certificate that a client must not accept. */
export type TlsFault = Extract<FaultName, `tls-${string}`>;

/** What a rule may be narrowed to. */
const match = z.strictObject({
  pharmacy: z.string().optional(),
  modelUid: z.string().optional(),
  /** Text that the request holds, for example a matricule. */
  contains: z.string().min(1).optional(),
});

/** A fault to commit: which, in which step, for whom, how often, until when. */
export const faultRule = z
  .strictObject({
    step: z.enum(STEPS).optional(),
    kind: z.enum(FAULT_NAMES),
    match: match.optional(),
    /** After so many times the rule is gone. */
    count: z.int().positive().optional(),
    /** Instant at which the rule ends. */
    until: z.iso.datetime({ offset: true }).optional(),
    delayMs: z.int().nonnegative().optional(),
  })
  .superRefine((rule, context) => {
    const { steps } = faultKind(rule.kind);
    if (rule.step !== undefined && !steps.includes(rule.step)) {
      context.addIssue({ code: 'custom', message: `${rule.kind} exists in these steps: ${steps.join(', ')}` });
    }
    if (isOfConnection(rule.kind) && (rule.match !== undefined || rule.count !== undefined)) {
      context.addIssue({ code: 'custom', message: `${rule.kind} takes neither match nor count: nothing is read` });
    }
    if (rule.kind === 'latency' && rule.delayMs === undefined) {
      context.addIssue({ code: 'custom', message: 'latency needs delayMs' });
    }
  });

export type FaultRule = z.infer<typeof faultRule>;

/** What a rule is matched against. */
export interface FaultContext {
  readonly step: Step;
  readonly pharmacy: string | undefined;
  readonly text: string;
}

/** The faults that one request meets. */
export interface FaultsMet {
  readonly kind: FaultName | undefined;
  readonly delayMs: number | undefined;
  /** Sum of all `latency` rules that match. */
  readonly latencyMs: number;
}

/** The rules in force, oldest first. */
export interface FaultRules {
  add(rules: readonly FaultRule[]): void;
  clear(): void;
  list(): readonly FaultRule[];
  /** Which faults this request meets; counts are used up by asking. */
  meet(context: FaultContext): FaultsMet;
  /** Whether connections of this step are to be refused now. */
  refusesConnections(step: Step): boolean;
  /** The certificate that this step is to show now; undefined for the genuine one. */
  tlsFault(step: Step): TlsFault | undefined;
}

export function createFaultRules(now: () => Date): FaultRules {
  let rules: (FaultRule & { left: number })[] = [];
  const inForce = () => {
    rules = rules.filter((rule) => rule.left > 0 && (rule.until === undefined || Date.parse(rule.until) > now().getTime()));
    return rules;
  };
  return {
    add: (added) => void rules.push(...added.map((rule) => ({ ...rule, left: rule.count ?? Number.POSITIVE_INFINITY }))),
    clear() {
      rules = [];
    },
    list: () => inForce().map(({ left, ...rule }) => ({ ...rule, ...(rule.count !== undefined && { count: left }) })),
    meet(context) {
      const met = inForce().filter((rule) => !isOfConnection(rule.kind) && matches(rule, context));
      const fault = met.find((rule) => rule.kind !== 'latency');
      const delays = met.filter((rule) => rule.kind === 'latency');
      for (const rule of fault === undefined ? delays : [fault, ...delays]) rule.left -= 1;
      const latencyMs = delays.reduce((sum, rule) => sum + (rule.delayMs ?? 0), 0);
      return { kind: fault?.kind, delayMs: fault?.delayMs, latencyMs };
    },
    refusesConnections: (step) =>
      inForce().some((rule) => rule.kind === 'refuse-connection' && (rule.step === undefined || rule.step === step)),
    tlsFault: (step) =>
      inForce()
        .filter((rule) => rule.step === undefined || rule.step === step)
        .map(({ kind }) => kind)
        .find(isTlsFault),
  };
}

function isTlsFault(kind: FaultName): kind is TlsFault {
  return kind.startsWith('tls-');
}

/** Whether a kind is committed before a request is read. */
function isOfConnection(kind: FaultName): boolean {
  return kind === 'refuse-connection' || isTlsFault(kind);
}

function matches(rule: FaultRule, context: FaultContext): boolean {
  const { pharmacy, modelUid, contains } = rule.match ?? {};
  return (
    (rule.step === undefined ? faultKind(rule.kind).steps.includes(context.step) : rule.step === context.step) &&
    (pharmacy === undefined || pharmacy === context.pharmacy) &&
    (modelUid === undefined || context.text.includes(`modelUID="${modelUid}"`)) &&
    (contains === undefined || context.text.includes(contains))
  );
}
