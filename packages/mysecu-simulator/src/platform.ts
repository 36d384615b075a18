import type { IdentityPlan } from './answers/identity-answer.ts';
import type { SyncPlan } from './answers/sync-answer.ts';
import type { TokenPlan } from './answers/token-answer.ts';
import type { Model, Question } from './models/model.ts';
import type { Nonces } from './nonces.ts';
import type { Settings } from './options.ts';
import type { Peer } from './pharmacies.ts';
import type { Register } from './register/register.ts';
import type { SessionTokens } from './session-tokens.ts';
import type { Signer } from './sign/signer.ts';
import type { Message } from './wire/message.ts';

/** What all steps share while the simulator runs. */
export interface Platform {
  readonly register: Register;
  readonly signer: Signer;
  readonly idpSigner: Signer;
  readonly idpCertificatePem: string;
  readonly tokens: SessionTokens;
  readonly nonces: Nonces;
  readonly idpDestination: string;
  readonly baseUrl: string | undefined;
  readonly appliesTo: string;
  /** A key that nobody trusts, whose certificate looks like the genuine one's; made when first needed. */
  rogueSigner(step: 'identity' | 'get'): Promise<Signer>;
  settings(): Settings;
  now(): Date;
}

/** One call on its way through a step. */
export interface Call {
  readonly message: Message;
  readonly peer: Peer;
  readonly correlationId: string;
  /** False where bench mode leaves the cryptography of this call out. */
  readonly cryptography: boolean;
  /** Changes an answer before it is signed; nothing unless a fault is in force. */
  readonly alter: Alterations;
}

/** How a fault changes what an answer is going to say. */
export interface Alterations {
  readonly identity?: (plan: IdentityPlan, platform: Platform) => IdentityPlan | Promise<IdentityPlan>;
  readonly token?: (plan: TokenPlan) => TokenPlan;
  readonly get?: (
    plan: SyncPlan,
    about: { model: Model; question: Question; platform: Platform },
  ) => SyncPlan | Promise<SyncPlan>;
}

/** What a step answers, and what the truth record may know about it. */
export interface Answered {
  readonly text: string;
  readonly modelUid?: string;
  readonly questionHash?: string;
}
