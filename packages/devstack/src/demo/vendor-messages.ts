import type { CheckResult } from '@officine/client';
import type { DemoQuestion } from './questions.ts';

/** What the vendor's process is told. */
export interface VendorMessage {
  readonly vendor: string;
  readonly kafkaBrokers: string;
  readonly questions: readonly DemoQuestion[];
  readonly timeoutMs: number;
}

/** What it tells of each question, and at the end. */
export type VendorReport =
  | { readonly kind: 'answer'; readonly index: number; readonly result: CheckResult; readonly elapsedMs: number }
  | { readonly kind: 'settled'; readonly requestId: string; readonly outcome: string }
  | { readonly kind: 'failed'; readonly reason: string }
  | { readonly kind: 'done' };
