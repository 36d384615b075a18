import type { CallStep, Component } from '@officine/contracts';

/** What is probed, one after the other on a call's way to mySecu. */
export const STEP_CHECKS = ['dns', 'tcp', 'tls', 'wsdl', 'identity', 'token', 'get'] as const;
/** A probed step. */
export type StepCheck = (typeof STEP_CHECKS)[number];

/** A component that is watched on its own; `overall` is made of these. */
export type Part = Exclude<Component, 'overall'>;
export const PARTS = ['network', 'identity-provider', 'token-service', 'service'] as const satisfies readonly Part[];
export const COMPONENTS = [...PARTS, 'overall'] as const satisfies readonly Component[];

const PART_OF: Readonly<Record<StepCheck, Part>> = {
  dns: 'network',
  tcp: 'network',
  tls: 'network',
  wsdl: 'service',
  identity: 'identity-provider',
  token: 'token-service',
  get: 'service',
};

const PART_OF_CALL: Readonly<Record<CallStep, Part>> = {
  identity: 'identity-provider',
  token: 'token-service',
  cancel: 'token-service',
  get: 'service',
};

/** The component that a real call speaks for. */
export function partOfCall(step: CallStep): Part {
  return PART_OF_CALL[step];
}

/** The component that a step speaks for. */
export function partOf(check: StepCheck): Part {
  return PART_OF[check];
}

/** The steps that speak for a component. */
export function checksOf(part: Part): StepCheck[] {
  return STEP_CHECKS.filter((check) => PART_OF[check] === part);
}

/**
 * What one probe found. `inconclusive`: the far side answered, but refused us for a reason of ours, so that nothing is known of the
 * step behind. `blind`: our own network, proxy or resolver kept us from looking; it says nothing of mySecu.
 */
export type Finding = 'ok' | 'failed' | 'inconclusive' | 'blind';

/** One probe's result. Times are ms since the epoch. */
export interface Observation {
  readonly check: StepCheck;
  readonly startedAtMs: number;
  readonly durationMs: number;
  readonly finding: Finding;
  /** Machine-readable reason of anything but `ok`, such as `connection-refused`. */
  readonly reason?: string;
  readonly correlationId?: string;
  readonly traceId?: string;
  /** Whether the probe was signed, and so went all the way that a pharmacy's call goes. */
  readonly deep?: boolean;
}
