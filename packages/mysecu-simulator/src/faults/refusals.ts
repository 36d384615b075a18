import { STEPS } from '../step.ts';
import { Refusal } from '../wire/refusal.ts';
import type { FaultKind } from './fault-kind.ts';

/** Requests that are in order and refused all the same. The platform's own codes are not public (protocol section 3.5). */
export const refusals = {
  'token-refused': {
    says: 'wsse:InvalidSecurityToken, as for a session that ended early',
    steps: ['token', 'cancel', 'get'],
    refuse: () => new Refusal('wsse:InvalidSecurityToken', 'The security token could not be authenticated or authorized'),
  },
  'authentication-refused': {
    says: 'FailedAuthentication: wst at the token service, wsse elsewhere',
    steps: STEPS,
    refuse: (step) =>
      new Refusal(step === 'token' ? 'wst:FailedAuthentication' : 'wsse:FailedAuthentication', 'Authentication failed'),
  },
  blocked: {
    says: 'wst:RequestFailed: the access of this entity is blocked',
    steps: STEPS,
    refuse: () => new Refusal('wst:RequestFailed', 'Access is blocked for this entity'),
  },
  'fault-unsigned': {
    says: 'an unsigned fault whose text reads like a verdict',
    steps: ['get'],
    refuse: () => new Refusal('soap:Server', "La personne n'est pas affiliée"),
  },
} satisfies Record<string, FaultKind>;
