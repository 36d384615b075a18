import type { Component } from '@officine/contracts';
import type { ComponentState, MaintenanceWindow } from '../domain/board.ts';
import type { Incident } from '../domain/incident.ts';
import type { Observation, StepCheck } from '../domain/step-check.ts';
import type { Interval } from '../domain/time-in-states.ts';

/** Looks at one step once. Never rejects: what keeps it from looking is a finding of its own. */
export interface Probe {
  readonly check: StepCheck;
  look(signal: AbortSignal): Promise<Observation>;
}

/** Publishes states on `officine.mysecu.availability.v1`. */
export interface StateTopic {
  /** `observedAtMs`: until when somebody watched; what is older than a minute is not known any more. */
  publish(state: ComponentState, observedAtMs: number): Promise<void>;
  /** What was published last, by whomever, and until when somebody watched. */
  latest(): { readonly states: readonly ComponentState[]; readonly observedAtMs: number | undefined };
}

/** Announced interruptions. */
export interface Announced extends MaintenanceWindow {
  readonly component: Component;
  readonly text?: { readonly fr?: string | undefined; readonly de?: string | undefined; readonly en?: string | undefined };
}

/** A state's time in the history. */
export interface HistoryInterval extends Interval {
  readonly component: Component;
  readonly cause?: string;
}

/** Whether we looked, or pharmacies asked. */
export type LatencySource = 'probes' | 'calls';

/** Ten minutes of one step. */
export interface LatencySlot {
  readonly source: LatencySource;
  readonly step: string;
  readonly fromMs: number;
  readonly count: number;
  /** How many failed, by reason; a pharmacy's own fault is none. */
  readonly failures: Readonly<Record<string, number>>;
  /** Median and 95th percentile of what was answered, ms; null when nothing was. */
  readonly p50Ms: number | null;
  readonly p95Ms: number | null;
}

/** One failed call or probe, as far as the help desk asks for it. */
export interface FailureSample {
  readonly atMs: number;
  readonly component: Component;
  readonly reason: string;
  /** mySecu's own handle, `Id-…`. */
  readonly correlationId?: string;
}

/** The past, in MongoDB. Every method rejects while it is away. */
export interface History {
  record(state: ComponentState): Promise<void>;
  /** Intervals that reach into the period, oldest first. */
  intervals(fromMs: number, component?: Component): Promise<HistoryInterval[]>;
  putLatency(session: string, slots: readonly LatencySlot[]): Promise<void>;
  /** Slots that began since, oldest first; one for each counter that saw it. */
  latency(fromMs: number): Promise<LatencySlot[]>;
  putFailures(samples: readonly FailureSample[]): Promise<void>;
  /** The first `limit` failures of a period. */
  failures(fromMs: number, toMs: number, limit: number): Promise<FailureSample[]>;
}

/** Incidents, in MongoDB. Every method rejects while it is away. */
export interface Incidents {
  open(): Promise<Incident | undefined>;
  find(id: string): Promise<Incident | undefined>;
  /** Newest first. */
  latest(limit: number): Promise<Incident[]>;
  /** Writes all but the notes: who adds one at the same moment loses nothing. */
  save(incident: Incident): Promise<void>;
  addNote(id: string, atMs: number, note: string): Promise<void>;
}

/** What a notice tells. */
export type NoticeKind = 'incident.opened' | 'incident.updated' | 'incident.reopened' | 'incident.closed' | 'help-desk' | 'test';

/** Where notices go. */
export type ChannelName = 'webhook' | 'mail' | 'help-desk';

/** One notice to one channel. */
export interface Notice {
  /** `<incident>/<kind>[/<n>]/<channel>`: the same notice is never made twice. */
  readonly id: string;
  readonly kind: NoticeKind;
  readonly channel: ChannelName;
  readonly incidentId: string;
  readonly createdAtMs: number;
  readonly dueAtMs: number;
  readonly attempts: number;
}

/** The notices that are still to be sent, in MongoDB. Every method rejects while it is away. */
export interface Outbox {
  /** Does nothing when the notice is known already. */
  add(notice: Notice): Promise<void>;
  due(nowMs: number): Promise<Notice[]>;
  settle(id: string, outcome: 'sent' | 'given-up' | 'not-needed'): Promise<void>;
  retryAt(id: string, dueAtMs: number, attempts: number): Promise<void>;
}

/** Sends notices. Rejects when it was not taken; the error's message says why without the content. */
export interface Channel {
  readonly name: ChannelName;
  send(message: OutgoingNotice): Promise<void>;
}

/** A notice as it leaves: plain text for people, data for machines. No personal data, no pharmacy (R21). */
export interface OutgoingNotice {
  readonly id: string;
  readonly kind: NoticeKind;
  readonly subject: string;
  readonly text: string;
  readonly data: Readonly<Record<string, unknown>>;
}
