import type { Step } from '../step.ts';

/** Paths of the three services (protocol section 1). */
export const PATHS = {
  identity: '/SAML2Server/AuthenticationService',
  token: '/ws/soap/trust',
  get: '/ws/soap/espinst/syncexchange',
} as const;

/** The step that a path belongs to; Cancel is told from Issue by the message. */
export function stepOf(path: string): Exclude<Step, 'cancel'> | undefined {
  return (['identity', 'token', 'get'] as const).find((step) => PATHS[step] === path);
}
