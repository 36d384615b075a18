import type { CheckResult, Settled } from '@officine/client';
import type { DemoQuestion } from './questions.ts';

/** Which vendor's back end a process is. */
export interface VendorIdentity {
  readonly vendor: string;
  readonly kafkaBrokers: string;
}

/** What the vendor's process is told. */
export type VendorMessage =
  | ({ readonly kind: 'connect' } & VendorIdentity)
  /** Asked one after the other, or all at once. */
  | { readonly kind: 'ask'; readonly questions: readonly DemoQuestion[]; readonly timeoutMs: number; readonly atOnce: boolean }
  | { readonly kind: 'end' };

/** What it tells: of each question, of the end of an asking, of what was settled later. */
export type VendorReport =
  | { readonly kind: 'connected' }
  | { readonly kind: 'answer'; readonly index: number; readonly result: CheckResult; readonly elapsedMs: number }
  | { readonly kind: 'asked' }
  | { readonly kind: 'settled'; readonly settled: Settled }
  | { readonly kind: 'failed'; readonly reason: string };
