import type { Check, CheckAnswered, CheckDegraded, CheckRejected, Environment } from '@officine/contracts';

/** mySecu said so. `id` is the result's own id: what a later record refers to, and what tells a duplicate. */
export type Answered<C extends Check = Check> = Extract<CheckAnswered, { check: C }> & {
  readonly outcome: 'answered';
  readonly id: string;
};

/** No verdict in time, never a yes or a no: go on with the work; the true answer follows through `onSettled`. */
export type Degraded = Omit<CheckDegraded, 'environment'> & {
  readonly outcome: 'degraded';
  readonly id: string;
  /** Absent in one made locally before any result told which platform this installation talks to. */
  readonly environment?: Environment;
};

/** Will not be asked (again), for a reason that the vendor or the pharmacy can mend. */
export type Rejected = CheckRejected & { readonly outcome: 'rejected'; readonly id: string };

/** What a check resolves with; `verdict` is there, and of the asked check's shape, only where `outcome` is `answered`. */
export type CheckResult<C extends Check = Check> = C extends Check ? Answered<C> | Degraded | Rejected : never;

/** A result that came after its waiter had been told something else, or nothing. */
export type Settled = (Answered | Rejected) & {
  /** Whether this client asked. Each client of a vendor hears of all that was degraded, as the one that asked may be gone. */
  readonly own: boolean;
};

/** A request that was never acknowledged by Kafka and will not be sent any more. */
export interface Dropped {
  readonly requestId: string;
  readonly reason: 'kept-too-long' | 'too-many-unsent' | 'too-large' | 'client-closed';
}
